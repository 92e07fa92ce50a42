// The map as it is seen, as a file: SVG that needs no style sheet, or PNG at twice the size.
const kept = ['fill', 'stroke', 'stroke-width', 'font-size', 'font-family', 'font-weight', 'text-anchor', 'paint-order'];
const needless = ['class', 'data-step', 'tabindex', 'role', 'aria-label'];
const SCALE = 2;

export function standalone(svg) {
  const copy = svg.cloneNode(true);
  const copies = [copy, ...copy.querySelectorAll('*')];
  [svg, ...svg.querySelectorAll('*')].forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const name of kept) if (style.getPropertyValue(name)) copies[i].setAttribute(name, style.getPropertyValue(name));
    for (const name of needless) copies[i].removeAttribute(name);
  });
  const paper = document.createElementNS(svg.namespaceURI, 'rect');
  for (const [name, value] of [['width', '100%'], ['height', '100%'], ['fill', getComputedStyle(document.body).backgroundColor]]) paper.setAttribute(name, value);
  copy.prepend(paper);
  return new XMLSerializer().serializeToString(copy);
}

// A text or a blob as a file of that name.
export function download(content, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type: 'text/plain' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

async function png(svg) {
  const address = URL.createObjectURL(new Blob([standalone(svg)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = SCALE * svg.width.baseVal.value;
    canvas.height = SCALE * svg.height.baseVal.value;
    canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done, fail) => canvas.toBlob((blob) => blob ? done(blob) : fail(new Error('PNG')), 'image/png'));
  } finally {
    URL.revokeObjectURL(address);
  }
}

export async function save(svg, format, name) {
  const blob = format === 'png' ? await png(svg) : new Blob([standalone(svg)], { type: 'image/svg+xml' });
  download(blob, `${name}.${format}`);
}
