# Le cadre de chaque page, les mots communs, ce qui ne va pas dans un champ, les pages d’erreur.

frame-skip = Aller au contenu
frame-main = Menu principal
frame-theme = Thème
frame-sign-out = Se déconnecter
nav-inbox = Messages
nav-leads = Contacts
nav-quarantine = Quarantaine
nav-settings = Réglages
nav-unread = non lus
nav-new = nouveaux
nav-to-check = à vérifier
tab-sites = Sites
tab-team = Équipe
tab-departments = Services
tab-mail = E-mails
tab-profile = Profil

word-save = Enregistrer
word-cancel = Annuler
word-copy = Copier
word-install = Installer
word-name = Nom
word-phone = Téléphone
word-email = E-mail
word-status = Statut
word-owner = Responsable
word-site = Site
word-page = Page
word-channel = Canal
word-language = Langue
word-password = Mot de passe
word-role = Rôle
word-requests = Demandes
word-actions = Actions
word-pages = Pages
word-older = Plus anciens
word-signin = Se connecter
word-saved = Enregistré
back-to = Retour à { $name }

keys-move = se déplacer
keys-open = ouvrir
keys-search = chercher

inbox-needs-script = La messagerie a besoin de JavaScript
inbox-needs-script-text = Autorisez les scripts pour cette adresse et rechargez la page.

wrong-empty = Remplissez ce champ.
wrong-long = { $most ->
        [one] { $most } caractère au plus.
       *[other] { $most } caractères au plus.
    }
wrong-characters = Ce texte contient des caractères qui ne peuvent pas être affichés.
wrong-email = Ce n’est pas une adresse e-mail.
wrong-zone = Choisissez un fuseau horaire dans la liste, par exemple Europe/Paris.

failure-status = Erreur { $status }
failure-request = Numéro de cette requête :
failure-inbox = Aller à la messagerie
failure-back = Retour
failure-csrf = Rien n’a été modifié
failure-csrf-text = Cette page est restée ouverte trop longtemps, ou elle a été envoyée depuis un autre site. Revenez en arrière, rechargez la page et réessayez.
failure-role = Votre rôle ne le permet pas
failure-role-text = Un propriétaire du compte peut le faire, ou vous donner un autre rôle.
failure-signed-out = Vous êtes déconnecté
failure-signed-out-text = Connectez-vous pour continuer.
failure-missing = Il n’y a rien ici
failure-missing-text = L’adresse est mal saisie, ou ce qui était ici n’existe plus.
failure-method = Impossible d’ouvrir cela
failure-method-text = L’adresse n’accepte pas ce type de requête.
failure-large = C’était trop
failure-large-text = Ce qui a été envoyé dépasse ce que le serveur accepte.
failure-often = Trop de tentatives
failure-often-text = Attendez un peu, puis réessayez. Rien n’est bloqué.
failure-busy = Indisponible pour un instant
failure-busy-text = Rien n’est perdu. Rechargez la page dans quelques secondes.
failure-unreadable = Le serveur n’a pas pu lire cela
failure-unreadable-text = Revenez en arrière, rechargez la page et réessayez.
failure-broken = Quelque chose s’est cassé de notre côté
failure-broken-text = C’est noté dans le journal du serveur sous le numéro ci-dessous. Rechargez la page ou revenez plus tard.
