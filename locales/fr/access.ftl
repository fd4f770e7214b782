# Installation, connexion, invitations, mots de passe oubliés.

setup-title = Installation
setup-heading = Installer Leadbell
setup-text = Vous, votre compte et votre premier site web. Tout peut être modifié plus tard.
setup-you = Vous
setup-email-hint = Elle vous sert à vous connecter et reçoit les nouveaux contacts.
setup-account = Votre compte
setup-company = Entreprise ou équipe
setup-site = Votre premier site web
setup-address = Adresse
setup-address-hint = Par exemple https://shop.example. Le widget ne fonctionne qu’à cette adresse.
setup-site-name-hint = Les visiteurs le voient en haut de la discussion.
setup-zone = Fuseau horaire
setup-button = Installer
setup-wrong-address = Ce n’est pas une adresse. Donnez-la telle que vos visiteurs la voient.
setup-closed = Le lien a expiré
setup-closed-text = Ce lien n’ouvre plus l’installation. Redémarrez le serveur : tant qu’il n’a pas de compte, il écrit un nouveau lien dans son journal.

login-wrong = L’adresse e-mail ou le mot de passe est incorrect.
login-no-account = Pas encore installé
login-no-account-text = Ce serveur n’a pas encore de compte. À son démarrage, il a écrit un lien dans son journal : ouvrez-le pour l’installer.
login-code = Votre code
login-code-text = Ouvrez l’application sur votre téléphone et saisissez les six chiffres qu’elle affiche pour Leadbell.
login-code-wrong = Ce code ne convient pas, ou il a déjà servi. Chaque code fonctionne une seule fois : attendez le suivant.
login-code-label = Code
login-code-hint = Sans votre téléphone, utilisez un de vos codes de secours.
login-again = Recommencer

forgot-title = Choisir un nouveau mot de passe
forgot-text = Nous vous envoyons un lien pour le faire.
forgot-button = Envoyer le lien
forgot-back = Retour à la connexion
forgot-sent = Consultez vos e-mails
forgot-sent-text = Si { $email } est un identifiant ici, un e-mail avec un lien est en route. Le lien fonctionne pendant deux heures. Rien reçu ? Regardez dans les indésirables, ou demandez à un propriétaire de votre compte.

reset-text = Pour { $email }. Vous serez déconnecté partout où vous êtes connecté en ce moment.
reset-button = Choisir le mot de passe
reset-ended = Ce lien a expiré
reset-ended-text = Il fonctionne une seule fois, pendant deux heures. Demandez-en un nouveau : seul le plus récent compte.
reset-again = Envoyer un nouveau lien

invite-title = Rejoindre { $account }
invite-text = { $role ->
        [owner] Vous avez été invité en tant que propriétaire.
        [manager] Vous avez été invité en tant que manager.
       *[operator] Vous avez été invité en tant qu’opérateur.
    } Votre identifiant est { $email }.
invite-button = Rejoindre
invite-ended = Cette invitation a expiré
invite-ended-text = Elle fonctionne une seule fois, pendant sept jours. Demandez qu’on vous la renvoie, ou connectez-vous si vous avez déjà rejoint l’équipe.

your-name = Votre nom
your-name-hint = Les visiteurs le voient quand vous répondez.
new-password = Nouveau mot de passe
new-password-hint = Au moins 10 caractères. Trois mots sans rapport se retiennent facilement.
your-language = Langue
your-language-hint = De ces pages et de vos e-mails.

wrong-password-short = Au moins 10 caractères. Trois mots sans rapport se retiennent facilement.
wrong-password-common = C’est l’un des premiers mots de passe que l’on essaie. Choisissez-en un autre.
wrong-password-email = N’utilisez pas votre adresse e-mail comme mot de passe.
wrong-password = Ce n’est pas votre mot de passe.

done-reset = Votre nouveau mot de passe est en place. Connectez-vous avec.
done-signed-out = Vous êtes déconnecté partout
