export default { lang: 'en' };
