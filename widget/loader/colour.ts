/** White or black, whichever a sign on `#rrggbb` can be made out in (3:1). A plain
 * power of 2.2 stands in for the curve of sRGB; the test walks all colours. */
export const inkOn = (hex: string): string => {
  let light = 0;
  let at = 1;
  for (const part of [0.2126, 0.7152, 0.0722]) light += part * (parseInt(hex.slice(at, (at += 2)), 16) / 255) ** 2.2;
  return light < 0.28 ? '#fff' : '#000';
};
