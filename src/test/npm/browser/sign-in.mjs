// A person opens the authorization URLs in argv one after the other in one browser, each as DECISION@URL, and decides by
// clicking. Prints for each what they saw and where they were sent, and what the browser had to complain of.
import { launch, signIn } from './browser.mjs';

const browser = await launch();
const context = await browser.newContext({ ignoreHTTPSErrors: true, javaScriptEnabled: process.env.JAVASCRIPT !== 'off' });
const seen = [];
for (const step of process.argv.slice(2)) {
  const [decision, url] = [step.slice(0, step.indexOf('@')), step.slice(step.indexOf('@') + 1)];
  const redirect = new URL(url).searchParams.get('redirect_uri');
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const sent = page.waitForResponse(
    async (response) => (response.headers().location ?? '').startsWith(redirect.replace(/:\d+\//, ':')) ||
      (response.headers().location ?? '').startsWith(redirect),
  );
  await page.goto(url).catch((e) => complaints.push(e.message)); // one that is remembered is sent on at once
  const pages = [];
  if (await page.getByLabel(/password/i).count()) {
    pages.push(await page.title());
    await signIn(page);
    await page.waitForLoadState();
  }
  const button = page.locator(`button[value="${decision}"]`);
  let text = '';
  let focus = '';
  if (await button.count()) {
    pages.push(await page.title());
    text = await page.locator('main').innerText();
    focus = await page.locator('*:focus').getAttribute('value');
    await (process.env.CLICKS === '2' ? button.dblclick({ delay: 5, noWaitAfter: true }) : button.click({ noWaitAfter: true }));
  }
  const location = (await sent).headers().location;
  if (/^https?:/.test(location)) await page.waitForURL((at) => at.toString().startsWith(redirect.split(':').slice(0, 2).join(':')));
  seen.push({ pages, text, focus, location, at: page.url(), complaints });
  await page.close();
}
await browser.close();
console.log(JSON.stringify({ seen }));
