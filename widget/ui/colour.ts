const parts = (hex: string) => {
  const long = hex.length < 7 ? hex.replace(/\w/g, '$&$&') : hex;
  return [1, 3, 5].map((i) => parseInt(long.slice(i, i + 2), 16));
};

/** WCAG relative luminance of `#rrggbb`. */
export const luminance = (hex: string): number => {
  const [r, g, b] = parts(hex).map((v) => (v > 10.31 ? ((v / 255 + 0.055) / 1.055) ** 2.4 : v / 255 / 12.92));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
};

export const contrast = (a: string, b: string): number => {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high! + 0.05) / (low! + 0.05);
};

/** White or black, whichever a sign on `#rrggbb` can be made out in (3:1). A plain
 * power of 2.2 stands in for the curve of sRGB; the test walks all colours. */
export const inkOn = (hex: string): string => {
  let light = 0;
  let at = 1;
  for (const part of [0.2126, 0.7152, 0.0722]) light += part * (parseInt(hex.slice(at, (at += 2)), 16) / 255) ** 2.2;
  return light < 0.28 ? '#fff' : '#000';
};

/** The site's colour as a ground for text, with the text's own colour: a middle
 * tone that carries a white sign, but not white text, is made a little darker. */
export const ground = (colour: string): { back: string; ink: string } => {
  const ink = inkOn(colour);
  let back = colour;
  for (let i = 99; contrast(back, ink) < 4.5; i--) {
    back = '#' + parts(colour).map((v) => (Math.floor((v * i) / 100) + 256).toString(16).slice(1)).join('');
  }
  return { back, ink };
};
