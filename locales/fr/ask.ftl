# Ce qu’un site demande avant le chat, et ce que son équipe en voit.

site-drafts = Montrer ce que les visiteurs sont en train d’écrire
site-drafts-hint = Votre équipe voit les mots avant leur envoi ; ils ne sont enregistrés nulle part. Le chat en informe les visiteurs.
ask-link = Questions avant le chat
ask-title = Ce que { $site } demande avant le chat
ask-when = Quand demander
ask-when-hint = Chaque question coûte des chats. Ce à quoi un visiteur a répondu n’est plus demandé.
ask-never = Jamais
ask-away = Quand personne n’est en ligne
ask-always = Toujours
ask-number = Question { $number }
ask-nothing = Aucune question
ask-email = Adresse e-mail
ask-phone = Numéro de téléphone
ask-department = Service
ask-text = Une ligne de texte
ask-choice = Une réponse parmi plusieurs
ask-words = Avec vos mots
ask-words-hint = Pour une ligne de texte et pour plusieurs réponses. Les autres sont dans la langue du visiteur.
ask-choices = Réponses au choix
ask-choices-hint = Une par ligne.
ask-required = Une réponse est nécessaire
wrong-asked-twice = C’est déjà demandé.
wrong-choices = Indiquez de 2 à { $most } réponses.

install-page = Le chat sur sa propre page
install-page-text = Pour les liens dans les e-mails et les profils, et pour les pages dont la politique refuse le widget.
install-identity = Les visiteurs que vous connaissez
install-identity-text = Votre serveur signe avec ce secret qui est connecté (un JWT, HS256), et la page appelle `leadbell('identify', token)`. L’équipe voit alors un badge vérifié, et la personne la même conversation dans chaque navigateur. Le jeton nomme le site (`aud`), expire sous 24 heures (`exp`) et est refait pour chaque page.
install-secret-text = Gardez-le sur votre serveur : qui le possède peut se faire passer pour n’importe qui. Après un nouveau, celui-ci reste valable un jour.
install-secret-make = Créer un secret
install-secret-new = Remplacer le secret
install-secret-owners = Seul un propriétaire voit le secret.
done-secret = Il y a un nouveau secret.
