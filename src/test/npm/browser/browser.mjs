import { chromium } from 'playwright-core';

const { CHROMIUM, EMAIL, PASSWORD, RESOLVE } = process.env;

/** A browser of a person's own; RESOLVE says which names of clients are on this machine. */
export const launch = () =>
  chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...(RESOLVE ? [`--host-resolver-rules=${RESOLVE}`] : [])],
  });

/** Fills in the sign-in form as it stands. */
export async function signIn(page, password = PASSWORD) {
  await page.getByLabel(/e-?mail/i).fill(EMAIL);
  await page.getByLabel(/password/i).fill(password);
  await page.getByRole('button', { name: /sign in/i }).click();
}
