// Takes pictures of every page, light and dark, wide and narrow, into the directory argv[2]; the pages' URLs are in argv as
// NAME=URL, "?" before the name where the person signs in first. Prints what does not fit its window.
import { mkdir } from 'node:fs/promises';
import { launch, signIn } from './browser.mjs';

const [directory, ...pages] = process.argv.slice(2);
await mkdir(directory, { recursive: true });
const browser = await launch();
const windows = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const problems = [];
const pictures = [];
for (const [device, viewport] of Object.entries(windows)) {
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: 1 });
    for (const named of pages) {
      const signsIn = named.startsWith('?');
      const name = named.slice(signsIn ? 1 : 0, named.indexOf('='));
      const url = named.slice(named.indexOf('=') + 1);
      const page = await context.newPage();
      await page.goto(url);
      if (signsIn && (await page.getByLabel(/password/i).count())) {
        await signIn(page);
        await page.waitForLoadState();
      }
      const picture = `${directory}/${name}-${device}-${colorScheme}.png`;
      await page.screenshot({ path: picture });
      pictures.push(picture);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (wide > 0) problems.push(`${name} is ${wide} px too wide on a ${device}`);
      const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const bright = dark.match(/\d+/g).slice(0, 3).map(Number).reduce((a, b) => a + b) > 384;
      if (bright !== (colorScheme === 'light')) problems.push(`${name} has the background ${dark} in ${colorScheme}`);
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
console.log(JSON.stringify({ pictures, problems }));
