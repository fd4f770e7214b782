export default { lang: 'ro' };
