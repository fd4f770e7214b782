export default { lang: 'ru' };
