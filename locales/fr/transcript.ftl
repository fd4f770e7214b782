# Une conversation par e-mail.

transcript-subject = Votre chat avec { $site }
transcript-asked = Vous avez demandé votre chat avec { $site }. Le voici.
transcript-asked-foot = Vous recevez cet e-mail parce que quelqu’un a indiqué { $recipient } dans le chat avec { $site }. Si ce n’était pas vous, vous n’avez rien à faire : il n’y aura pas d’autre e-mail.
transcript-sent = { $site } vous envoie le chat que vous avez eu.
transcript-sent-foot = Vous recevez cet e-mail parce que l’équipe de { $site } l’a envoyé à { $recipient } après un chat.
transcript-button = Continuer le chat
transcript-visitor = Vous
transcript-transferred = { $name } prend le relais
transcript-ended = { $name } a terminé le chat
transcript-ended-by-visitor = Vous avez terminé le chat
