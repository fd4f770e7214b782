console.info('leadbell');
