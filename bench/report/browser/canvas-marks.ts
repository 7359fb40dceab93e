/** What can be drawn at a point; sizes in pixels of the canvas. */
export type CanvasMark = (g: CanvasRenderingContext2D, x: number, y: number, radius: number) => void;

/** A diagonal cross. */
export const cross: CanvasMark = (g, x, y, r) => {
  g.beginPath();
  g.moveTo(x - r, y - r);
  g.lineTo(x + r, y + r);
  g.moveTo(x - r, y + r);
  g.lineTo(x + r, y - r);
  g.stroke();
};

/** An open triangle, standing. */
export const triangle: CanvasMark = (g, x, y, r) => {
  g.beginPath();
  g.moveTo(x, y - r);
  g.lineTo(x + r, y + r);
  g.lineTo(x - r, y + r);
  g.closePath();
  g.stroke();
};

/** An open circle. */
export const circle: CanvasMark = (g, x, y, r) => {
  g.beginPath();
  g.arc(x, y, r, 0, 2 * Math.PI);
  g.stroke();
};

/** A filled square. */
export const square: CanvasMark = (g, x, y, r) => g.fillRect(x - r, y - r, 2 * r, 2 * r);
