// A figure as a file: the SVG itself, or the same drawn as pixels.

import { h } from "./dom.js";

const PNG_SCALE = 2;

/** The figure as it is drawn. */
export const asSvg = ({ text }) => new Blob([text], { type: "image/svg+xml" });

/** The figure as pixels, drawn from the same file. */
export async function asPng({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${btoa(binary(text))}`;
  await image.decode();
  const canvas = h("canvas", { width: width * PNG_SCALE, height: height * PNG_SCALE });
  const context = canvas.getContext("2d");
  context.scale(PNG_SCALE, PNG_SCALE);
  context.drawImage(image, 0, 0, width, height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function binary(text) {
  let found = "";
  for (const byte of new TextEncoder().encode(text)) found += String.fromCharCode(byte);
  return found;
}
