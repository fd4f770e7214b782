# Le chat sur sa propre page.

hosted-title = Chat avec { $site }
hosted-no-script = Ce chat a besoin de JavaScript.
hosted-privacy = Politique de confidentialité
