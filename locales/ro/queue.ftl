# Pagina despre e-mailuri.

queue-on-disk = Niciun server de e-mail nu este setat, deci e-mailurile rămân pe acest server și nu ajung la nimeni. Setați { $variable } și reporniți-l.
queue-dead = Abandonate
queue-send-all = Retrimiteți tot
queue-dead-text = Serverul de e-mail le-a refuzat definitiv sau au fost încercate de prea multe ori. Contactele sunt în siguranță.
queue-to = Către
queue-why = De ce
queue-tries = Încercări
queue-from = Data
queue-send-again = Retrimiteți
queue-drop = Renunțați
queue-newest = Sunt afișate cele mai noi { $shown } din { $count }.
queue-waiting = În așteptare
queue-waiting-text = Un e-mail care nu poate fi livrat este încercat din nou, tot mai rar, timp de trei zile.
queue-nothing = Nimic nu așteaptă.
queue-gathered = { $count ->
        [one] { $count } notificare este adunată pentru următorul rezumat.
        [few] { $count } notificări sunt adunate pentru următorul rezumat.
       *[other] { $count } de notificări sunt adunate pentru următorul rezumat.
    }
queue-next-try = Următoarea încercare
queue-last-error = Ultima eroare
queue-being-sent = se trimite
queue-mailbox = Cutia poștală de pe acest server
queue-mailbox-text = Ce ar fi fost trimis, cele mai noi întâi.
queue-mailbox-empty = Goală. Un contact nou scrie primul e-mail, dacă site-ul are pe cine să anunțe.
queue-sent = Trimise
queue-sent-text = Notificările pe care serverul de e-mail le-a acceptat, cele mai noi întâi.
queue-none-sent = Încă niciuna.
queue-sent-to = { $site }, către { $recipient }
queue-sent-to-late = { $site }, către { $recipient }, la încercarea { $tries }
queue-back = Înapoi la e-mailuri
queue-as-it-looks = Cum arată
queue-reply-to = Răspuns către
queue-written = Scris

about-lead = Contact nou
about-chat = Conversație fără răspuns
about-digest = Rezumat

done-replayed = E-mailul este din nou la coadă
done-all = Toate sunt din nou la coadă
done-discarded = S-a renunțat la e-mail
