# Conversația pe o pagină proprie.

hosted-title = Conversație cu { $site }
hosted-no-script = Această conversație are nevoie de JavaScript.
hosted-privacy = Politica de confidențialitate
