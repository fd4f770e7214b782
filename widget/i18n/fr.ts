export default { lang: 'fr' };
