# Experimentele și ce a ieșit din ele.

tab-experiments = Experimente
experiments-title = Experimente
experiments-none = Nu se încearcă nimic
experiments-none-text = Dați unei oferte o a doua variantă sau un grup care nu o vede, iar aici se compară ce a ieșit din fiecare.
experiments-about = Despre
experiments-judged = Judecat după
experiments-since = Din
experiments-running = În desfășurare
experiments-ended = Încheiat
experiments-kind-offer = Ofertă
experiments-kind-form = Formular
experiments-kind-script = Scenariu
experiments-kind-page = Pagină de destinație
experiments-kind-other = Altceva
experiments-back = Înapoi la experimente
experiments-to-offer = Deschide oferta
experiments-to-page = Deschide pagina
experiments-control = Nu vede nimic
experiments-unfair = Vizitatorii sunt repartizați altfel decât spun ponderile, atât de mult încât nu poate fi întâmplător. Unii se pierd pe drum: nicio cifră nu contează și nu se numește niciun câștigător.
experiments-early = Prea devreme de spus. { $visitors ->
        [0] { "" }
        [one] Celei mai mici variante îi mai trebuie { $visitors } vizitator.
        [few] Celei mai mici variante îi mai trebuie { $visitors } vizitatori.
       *[other] Celei mai mici variante îi mai trebuie { $visitors } de vizitatori.
    } { $goals ->
        [0] { "" }
        [one] Tuturor le mai trebuie { $goals } rezultat.
        [few] Tuturor le mai trebuie { $goals } rezultate.
       *[other] Tuturor le mai trebuie { $goals } de rezultate.
    }
experiments-open = Nicio variantă nu este sigur mai bună deocamdată. Lăsați-l să continue sau păstrați ce aveți.
experiments-keep = „{ $name }” este mai bună decât orice altă variantă.
experiments-better = „{ $name }” este mai bună decât „{ $base }”.
experiments-rates = { $goal } la fiecare vizitator
experiments-rates-text = Bara arată unde se află rata adevărată, cu o certitudine de 95 %.
experiments-variant = Variantă
experiments-rate = Rată
experiments-interval = Interval
experiments-chance = Șansa de a fi cea mai bună
experiments-loss = Pierdere la 1.000 de vizitatori
experiments-wins = Câștigătoare
experiments-came = Ce a ieșit
experiments-came-text = Se numără lead-urile lăsate în 30 de zile, în orice fel.
experiments-weight = Pondere
experiments-visitors = Vizitatori
experiments-impressions = Afișări
experiments-conversions = Conversii
experiments-leads = Lead-uri
experiments-valid = Lead-uri valide
experiments-customers = Clienți
experiments-method = O câștigătoare se numește când fiecare variantă are { $visitors } de vizitatori și toate împreună { $goals } de rezultate, și numai dacă diferența ține oricât de des ați privi: dintre experimentele fără diferență, cel mult unul din douăzeci numește una.
experiments-earlier = Alte perioade
experiments-earlier-text = Ponderile sau variantele schimbate încep una nouă.
experiments-begun = începută
experiments-new = Experiment nou
experiments-new-text = O parte dintre vizitatori primesc unul în locul celuilalt. Fiecare rămâne cu ce a primit.
experiments-base = Cum este acum
experiments-against = Față de
experiments-third = Și față de
experiments-no-third = Nimic altceva
experiments-choose = Alegeți…
experiments-begin = Începe
experiments-end = Încheie
experiments-done = Este în desfășurare
experiments-needs-two = E nevoie de două de același fel
experiments-needs-two-text = Faceți un al doilea formular sau publicați un al doilea scenariu și încercați-l în locul primului. Variantele unei oferte se stabilesc la ofertă.
experiments-wrong-kind = Alegeți unul de același fel cu primul.
experiments-wrong-site = Alegeți unul de pe același site cu primul.
experiments-wrong-twice = Acesta este deja ales.
