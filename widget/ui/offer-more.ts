/** What the module that draws offers and forms does without until a visitor does something, or an offer
 * has what few have: sending, what is given, the hint at a mistyped address; the wheel, coupons and
 * countdowns, files, conditions. */
export { asked } from './form-cond';
export { coupon, magnet, wheel } from './offer-ask';
export { countdown } from './offer-count';
export { makeDoubt } from './offer-doubt';
export { makeFiles } from './offer-file';
export { gift } from './offer-gift';
export { default as css } from './offer-more.css';
export { makeSender } from './offer-send';
