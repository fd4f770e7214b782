export default { lang: 'de' };
