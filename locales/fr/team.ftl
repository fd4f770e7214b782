# Le profil, la seconde étape de la connexion, l’équipe.

profile-you = Vous
profile-face = Votre photo
profile-face-hint = Les visiteurs la voient dans le chat, à côté de votre nom. Elle est recadrée en carré.
profile-face-choose = Choisir une photo
profile-face-clear = La retirer
profile-face-not = Ce n’est pas une image que le navigateur peut afficher.
profile-face-failed = Cela n’a pas fonctionné. Veuillez réessayer.
profile-email-hint = C’est votre identifiant.
profile-password-text = Un nouveau vous déconnecte de tous les autres navigateurs.
profile-current = Mot de passe actuel
profile-set-password = Changer le mot de passe
profile-places = Où vous êtes connecté
profile-here = celui-ci
profile-sign-out-all = Se déconnecter partout
profile-sign-out-hint = Ici aussi.
profile-browser = { $browser } sur { $system }
profile-browser-other = Un autre programme

second-title = Seconde étape
second-on = activée
second-text = Un code de votre téléphone, demandé après le mot de passe. Ainsi un mot de passe volé n’ouvre rien.
second-codes-left = { $count ->
        [0] Il ne vous reste aucun code de secours. Créez-en avant de perdre votre téléphone.
        [one] Il vous reste un code de secours.
       *[other] Il vous reste { $count } codes de secours.
    }
second-confirm = Votre mot de passe, pour modifier cela
second-new-codes = Créer de nouveaux codes de secours
second-turn-off = Désactiver la seconde étape
second-set-up = Configurer la seconde étape
second-scan = 1. Scannez ceci avec une application de codes
second-scan-text = Par exemple celle des mots de passe de votre téléphone, ou n’importe quel authentificateur.
second-qr = Code QR contenant le secret pour votre application
second-no-camera = Pas d’appareil photo ? Saisissez cette clé :
second-type = 2. Saisissez ce que l’application affiche
second-digits = Six chiffres
second-password = Votre mot de passe
second-turn-on = Activer la seconde étape
second-not-now = Pas maintenant
second-wrong-code = Ce code ne convient pas. Vérifiez l’heure de votre téléphone, puis réessayez.
second-is-on = La seconde étape est activée
second-codes-ended = Les anciens codes ne fonctionnent plus
codes-title = Codes de secours
codes-keep = Conservez ces codes
codes-text = Chacun ouvre la connexion une fois quand vous n’avez pas votre téléphone. Ils ne sont affichés que cette fois : imprimez-les ou mettez-les dans votre gestionnaire de mots de passe.
codes-kept = Je les ai conservés

team-people = Personnes
team-people-text = Les propriétaires règlent tout, les managers suivent les contacts, les opérateurs répondent aux discussions.
team-last-here = Dernière visite
team-you = vous
team-invited = invité
team-deactivated = désactivé
team-second-step = seconde étape
team-role-of = Rôle de { $name }
team-change = Modifier
team-never = jamais
team-send-again = Renvoyer
team-withdraw = Retirer
team-reactivate = Réactiver
team-deactivate = Désactiver
team-invite = Inviter quelqu’un
team-invite-text = La personne reçoit un e-mail avec un lien, choisit un mot de passe et fait partie de l’équipe.
team-operator = Opérateur : répond aux discussions
team-manager = Manager : suit les contacts
team-owner = Propriétaire : règle tout
team-their-language = Langue de ses e-mails
team-send-invitation = Envoyer l’invitation
team-owners-only = Seul un propriétaire peut inviter des personnes et changer leurs rôles.
team-taken = Quelqu’un se connecte déjà avec cette adresse.
team-last-owner = Le compte a besoin d’un propriétaire. Nommez d’abord quelqu’un d’autre.

departments-none = Aucun service pour l’instant
departments-none-text = Un service est une partie de l’équipe, par exemple Ventes ou Assistance. Une conversation qui lui est destinée ne va qu’à ses membres.
departments-nobody = personne dedans
departments-who = Qui en fait partie
departments-add = Ajouter un service
departments-add-text = Une conversation destinée à un service ne va qu’à ses membres. Tant que personne n’en fait partie, elle va à tout le monde.
departments-name-hint = Les visiteurs le voient là où ils choisissent à qui écrire.
departments-delete = Supprimer ce service
departments-delete-text = Ses conversations restent et sont alors pour toute l’équipe.
departments-delete-now = Supprimer « { $name } »
departments-owners-only = Seul un propriétaire peut modifier les services.
capacity-title = Conversations à la fois
capacity-text = Personne ne reçoit plus de conversations ouvertes que ce nombre. On peut toujours en prendre davantage soi-même. 0 : n’en reçoit aucune.
done-department = Le service est créé
done-department-deleted = Le service a été supprimé

role-owner = propriétaire
role-manager = manager
role-operator = opérateur

done-password = Votre nouveau mot de passe est en place. Les autres navigateurs ont été déconnectés.
done-invited = L’invitation est en route
done-withdrawn = L’invitation a été retirée
done-role = Le rôle a été modifié
done-deactivated = Désactivé et déconnecté
done-reactivated = Réactivé
done-code-off = La seconde étape est désactivée
