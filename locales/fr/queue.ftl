# La page sur les e-mails.

queue-on-disk = Aucun serveur de messagerie n’est réglé : les e-mails restent sur ce serveur et n’atteignent personne. Définissez { $variable } et redémarrez-le.
queue-dead = Abandonnés
queue-send-all = Tout renvoyer
queue-dead-text = Le serveur de messagerie les a refusés définitivement, ou trop d’essais ont échoué. Les contacts eux-mêmes sont en sécurité.
queue-to = À
queue-why = Pourquoi
queue-tries = Essais
queue-from = Date
queue-send-again = Renvoyer
queue-drop = Supprimer
queue-newest = Les { $shown } plus récents sur { $count } sont affichés.
queue-waiting = En attente
queue-waiting-text = Un e-mail qui ne peut être remis est réessayé à intervalles croissants, pendant trois jours.
queue-nothing = Rien n’attend.
queue-gathered = { $count ->
        [one] { $count } notification est réunie pour le prochain récapitulatif.
       *[other] { $count } notifications sont réunies pour le prochain récapitulatif.
    }
queue-next-try = Prochain essai
queue-last-error = Dernière erreur
queue-being-sent = envoi en cours
queue-mailbox = Boîte aux lettres sur ce serveur
queue-mailbox-text = Ce qui aurait été envoyé, le plus récent d’abord.
queue-mailbox-empty = Vide. Un nouveau contact écrit le premier e-mail, si le site a quelqu’un à prévenir.
queue-sent = Envoyés
queue-sent-text = Les notifications que le serveur de messagerie a acceptées, la plus récente d’abord.
queue-none-sent = Aucun encore.
queue-sent-to = { $site }, à { $recipient }
queue-sent-to-late = { $site }, à { $recipient }, à l’essai { $tries }
queue-back = Retour aux e-mails
queue-as-it-looks = Aperçu
queue-reply-to = Répondre à
queue-written = Écrit

about-lead = Nouveau contact
about-chat = Discussion sans réponse
about-digest = Récapitulatif

done-replayed = L’e-mail est de nouveau dans la file
done-all = Tous sont de nouveau dans la file
done-discarded = L’e-mail a été supprimé
