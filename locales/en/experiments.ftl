# Experiments and what came of them.

tab-experiments = Experiments
experiments-title = Experiments
experiments-none = Nothing is tried out
experiments-none-text = Give an offer a second variant, or a group that does not see it, and what came of each is compared here.
experiments-about = About
experiments-judged = Judged by
experiments-since = Since
experiments-running = Running
experiments-ended = Ended
experiments-kind-offer = Offer
experiments-kind-form = Form
experiments-kind-script = Script
experiments-kind-page = Landing page
experiments-kind-other = Something else
experiments-back = Back to the experiments
experiments-to-offer = Open the offer
experiments-to-page = Open the page
experiments-control = Sees nothing
experiments-unfair = Visitors are spread otherwise than the weights say, so much that it cannot be chance. Something loses some of them: no figure counts, and no winner is named.
experiments-early = Too early to say. { $visitors ->
        [0] { "" }
        [one] The smallest variant needs { $visitors } more visitor.
       *[other] The smallest variant needs { $visitors } more visitors.
    } { $goals ->
        [0] { "" }
        [one] All of them need { $goals } more result.
       *[other] All of them need { $goals } more results.
    }
experiments-open = No variant is surely better so far. Let it run, or keep what you have.
experiments-keep = “{ $name }” is better than every other variant.
experiments-better = “{ $name }” is better than “{ $base }”.
experiments-rates = { $goal } for each visitor
experiments-rates-text = The bar shows where the true rate lies, with 95 % certainty.
experiments-variant = Variant
experiments-rate = Rate
experiments-interval = Interval
experiments-chance = Chance to be best
experiments-loss = Lost in 1,000 visitors
experiments-wins = Winner
experiments-came = What came of it
experiments-came-text = Leads count that were left within 30 days, in whatever way.
experiments-weight = Weight
experiments-visitors = Visitors
experiments-impressions = Impressions
experiments-conversions = Conversions
experiments-leads = Leads
experiments-valid = Valid leads
experiments-customers = Customers
experiments-method = A winner is named once each variant has { $visitors } visitors and all of them { $goals } results, and only where the difference holds however often you look: of experiments without a difference no more than one in twenty names one.
experiments-earlier = Other periods
experiments-earlier-text = Changed weights or variants start a new one.
experiments-begun = begun
experiments-new = New experiment
experiments-new-text = Some visitors get one thing in the place of another. Each stays with what they got.
experiments-base = As it is now
experiments-against = Against
experiments-third = And against
experiments-no-third = Nothing else
experiments-choose = Choose…
experiments-begin = Begin
experiments-end = End it
experiments-done = It runs
experiments-needs-two = Two of a kind are needed
experiments-needs-two-text = Make a second form, or publish a second script, and try it out in the place of the first. Variants of an offer are set up with the offer.
experiments-wrong-kind = Choose one of the same kind as the first.
experiments-wrong-site = Choose one of the same site as the first.
experiments-wrong-twice = This one is chosen already.
