/** The box beside what is pointed at. It shows text only as text. */
export class Tip {
  readonly #box: HTMLElement;

  constructor(box: HTMLElement) {
    this.#box = box;
  }

  /** Shows a text beside a place of the window, wholly inside of it. */
  show(text: string, left: number, top: number): void {
    const { style } = this.#box;
    this.#box.textContent = text;
    style.display = 'block';
    const { offsetWidth: wide, offsetHeight: high } = this.#box;
    const right = document.documentElement.clientWidth - wide - 8;
    style.left = `${Math.max(4, Math.min(left + 16, right))}px`;
    style.top = `${top + 18 + high > innerHeight ? Math.max(4, top - high - 14) : top + 18}px`;
  }

  hide(): void {
    this.#box.style.display = 'none';
  }
}
