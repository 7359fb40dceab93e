/**
 * Whether a text is well-formed XML, as far as elements, attributes and references go; no comments,
 * CDATA or doctypes.
 */
export function wellFormed(text: string): boolean {
  const tag = /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/y;
  const open: string[] = [];
  let roots = 0;
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '<') {
      const end = text.indexOf('<', at);
      const content = text.slice(at, end < 0 ? undefined : end);
      const isOutside = open.length === 0 && content.trim() !== '';
      if (isOutside || !referencesAreFine(content)) {
        return false;
      }
      at += content.length;
      continue;
    }
    tag.lastIndex = at;
    const match = tag.exec(text);
    if (match === null) {
      return false;
    }
    const [whole, closes, name, attributes, isEmpty] = match;
    const names = [...attributes!.matchAll(/([\w:.-]+)="/g)].map(([, attribute]) => attribute);
    if (!referencesAreFine(attributes!) || new Set(names).size < names.length) {
      return false;
    }
    if (closes) {
      if (open.pop() !== name) {
        return false;
      }
    } else {
      if (open.length === 0) {
        roots += 1;
      }
      if (!isEmpty) {
        open.push(name!);
      }
    }
    at += whole.length;
  }
  return open.length === 0 && roots === 1;
}

function referencesAreFine(text: string): boolean {
  return !/&(?!(amp|lt|gt|quot|apos|#\d+|#x[\da-fA-F]+);)|\]\]>/.test(text);
}
