//! What people complain about in other chats, numbered as in the README: each test shows that it
//! cannot happen here. The sixth has a second half in the browser.

use std::net::Ipv4Addr;

use leadbell::clock::{MINUTE, SECOND};
use leadbell::ids;
use serde_json::json;

use crate::chat::resume::talkative;
use crate::chat::routing::{asks, comes, in_turn, is_now, is_of, is_told};
use crate::chat::{begun, id, member, owner};
use crate::guard::{count, phone, reasons};
use crate::live::{beat, list};
use crate::support::{PushService, Socket};

both! {
    async fn complaint_1_who_reconnects_gets_exactly_what_was_missed(app) {
        let shop = app.shop().await;
        talkative(app).await;
        let mut anna = app.visitor(&shop);
        anna.view().await;
        let mut page = anna.socket().await;
        page.hello(None, 0).await;
        let conversation = page.say("1").await["conversation"].clone();
        page.say("2").await;
        page.close().await;
        let mut tab = anna.socket().await;
        for text in 3..=60 {
            tab.say(&text.to_string()).await;
        }
        let mut page = anna.socket().await;
        let welcome = page.hello(id(&conversation), 2).await;
        assert_eq!(welcome["resync"], false);
        assert_eq!(welcome["head"], 60);
        let missed = welcome["messages"].as_array().expect("messages");
        let numbers: Vec<i64> = missed.iter().filter_map(|one| one["number"].as_i64()).collect();
        assert_eq!(numbers, (3..=60).collect::<Vec<i64>>());
        let whole = page.hello(id(&conversation), 60).await;
        assert_eq!(whole["messages"], json!([]));
        for (known, after) in [(id(&conversation), 99), (Some(ids::new_id()), 3)] {
            let anew = page.hello(known, after).await;
            assert_eq!(anew["resync"], true);
            assert_eq!(anew["messages"].as_array().map(Vec::len), Some(50));
            assert_eq!(anew["messages"][0]["number"], 11);
        }
        let mut team = member(app, shop.owner).await.socket().await;
        let welcome = team.watch(id(&conversation), 2).await;
        let missed = welcome["messages"].as_array().expect("messages");
        let numbers: Vec<i64> = missed.iter().filter_map(|one| one["number"].as_i64()).collect();
        assert_eq!(numbers, (3..=60).collect::<Vec<i64>>());
        app.mails().await;
    }

    async fn complaint_2_a_minute_after_somebody_left_their_live_chats_go_to_another(app) {
        let shop = app.shop().await;
        in_turn(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let (ben_himself, bens) = comes(app, ben).await;
        let (_anna, mut page, id) = asks(app, &shop, "Hello?").await;
        is_of(app, &ben_himself, &id, Some("ben")).await;
        let (operator, _team) = owner(app, &shop).await;
        drop(bens);
        is_now(app, &operator, ben, "offline").await;
        app.advance(MINUTE - 1_000).await;
        is_of(app, &operator, &id, Some("ben")).await;
        app.advance(11_000).await;
        is_of(app, &operator, &id, Some("owner")).await;
        while page.expect("message").await["text"] != "transferred" {}
        is_told(&mut page, |state| state["operator"]["name"] == "owner").await;
    }

    async fn complaint_3_with_the_tab_closed_a_message_still_rings(app) {
        app.configure(|config| config.allow_nets = vec!["127.0.0.0/8".parse().unwrap()]).await;
        let service = PushService::start().await;
        let shop = app.shop().await;
        let operator = app.operator(&shop).await;
        let phone = service.phone("phone");
        operator.post("/api/v1/push", phone.subscription()).await.expect(204);
        let mut console = operator.socket().await;
        console.watch(None, 0).await;
        console.send(json!({"t": "visible", "visible": true})).await;
        let (mut page, conversation) = begun(app, &shop, "Hello?").await;
        app.settle().await;
        assert_eq!(service.pushed().len(), 0, "who looks needs no bell");
        console.send(json!({"t": "read", "conversation": conversation, "number": 1})).await;
        console.expect("read").await;
        console.close().await;
        app.until("the tab is closed", async || app.ctx.hub.open_sockets() == 1).await;
        page.say("Are you still there?").await;
        app.settle().await;
        let pushed = service.pushed();
        assert_eq!(pushed.len(), 1);
        assert_eq!(phone.read(&pushed[0])["body"], "Are you still there?");
        drop(page);
        app.advance(2 * MINUTE).await;
        app.mails().await;
    }

    async fn complaint_4_of_two_who_answer_at_once_one_is_told_who_was_faster(app) {
        let shop = app.shop().await;
        let (_operator, mut team) = owner(app, &shop).await;
        let ben = shop.person(&app.ctx, "ben@shop.example", "operator").await;
        let mut colleague = member(app, ben).await.socket().await;
        colleague.watch(None, 0).await;
        let (mut page, one) = begun(app, &shop, "One").await;
        let answer = |id, seen: i64| json!({
            "t": "send", "conversation": one, "id": id, "text": "Yes", "seen": seen,
        });
        let (mine, his) = (ids::new_id(), ids::new_id());
        team.send(answer(mine, 1)).await;
        colleague.send(answer(his, 1)).await;
        let outcome = async |socket: &mut Socket| loop {
            let frame = socket.next().await.expect("a frame");
            if frame["t"] == "ack" || frame["t"] == "nack" {
                return frame;
            }
        };
        let (first, second) = (outcome(&mut team).await, outcome(&mut colleague).await);
        let (refused, by) = if first["t"] == "nack" { (&first, ben) } else { (&second, shop.owner) };
        assert_ne!(first["t"], second["t"], "{first} {second}");
        assert_eq!((&refused["code"], &refused["number"]), (&json!("answered_by"), &json!(2)));
        assert_eq!(refused["by"]["id"], json!(by));
        // What the visitor writes meanwhile, and one's own, is no colleague's answer.
        page.say("Really?").await;
        let (again, socket) = if by == ben { (mine, &mut team) } else { (his, &mut colleague) };
        socket.send(answer(again, 2)).await;
        assert_eq!(socket.expect("ack").await["number"], 4);
        socket.send(answer(again, 0)).await;
        assert_eq!(socket.expect("ack").await["number"], 4, "it is stored already");
        app.mails().await;
    }

    async fn complaint_5_the_list_says_where_somebody_is_and_the_panel_how_they_came_there(app) {
        let shop = app.shop().await;
        let (operator, _team) = owner(app, &shop).await;
        let mut anna = app.visitor(&shop);
        anna.referrer = "https://www.google.de/".into();
        anna.go("https://shop.example/?mail=anna@example.org", "Home").await.expect(200);
        app.advance(40 * MINUTE).await;
        anna.referrer = String::new();
        anna.go("https://shop.example/lamps?token=secret", "Lamps").await.expect(200);
        let came = app.now();
        beat(&anna).await.expect(200);
        app.advance(20 * SECOND).await;
        anna.go("https://shop.example/lamps/7", "Lamp 7").await.expect(200);
        let since = app.now();
        app.advance(10 * SECOND).await;
        beat(&anna).await.expect(200);
        let one = list(&operator).await.remove(0);
        assert_eq!(one["url"], "https://shop.example/lamps/7");
        assert_eq!((&one["since"], &one["came"]), (&json!(since), &json!(came)));
        assert_eq!((&one["pages"], &one["visits"]), (&json!(2), &json!(2)));
        assert_eq!(one["source"]["channel"], "direct");
        let path = format!("/api/v1/live/{}", anna.id.expect("an id"));
        let whole = operator.get(&path).await.expect(200);
        let titles: Vec<&str> = whole.body["pages"].as_array().expect("pages").iter()
            .filter_map(|page| page["title"].as_str()).collect();
        assert_eq!(titles, ["Lamp 7", "Lamps", "Home"]);
        assert_eq!(whole.body["source_first"]["channel"], "search");
        assert_eq!(whole.body["now"]["title"], "Lamp 7");
        for private in ["anna@example.org", "secret"] {
            assert!(!whole.text.contains(private), "{}", whole.text);
        }
    }

    async fn complaint_6_what_is_left_while_nobody_is_there_reaches_the_team(app) {
        let shop = app.shop().await;
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let mut page = anna.socket().await;
        assert_eq!(page.hello(None, 0).await["online"], false);
        assert_eq!(page.say("Is anybody there?").await["t"], "ack");
        page.say("Hello?").await;
        app.advance(119 * SECOND).await;
        assert_eq!(app.mails().await.len(), 0);
        app.advance(2 * SECOND).await;
        let mails = app.mails().await;
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to, "owner@shop.example");
        assert!(mails[0].text.contains("Hello?"), "{}", mails[0].text);
        anna.fill_in(app, json!({"name": "Anna", "phone": "0171 2345678"})).await.expect(201);
        let mails = app.mails().await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("+491712345678"), "{}", mails[0].text);
    }

    async fn complaint_7_two_thousand_bot_posts_hurt_none_of_fifty_people(app) {
        let shop = app.shop().await;
        let stranger = app.visitor(&shop);
        let mut people = 0;
        let mut seen = std::collections::BTreeMap::<(usize, u16), usize>::new();
        for number in 0_u32..2_000 {
            let kind = usize::try_from(number % 5).unwrap();
            let mut bot = stranger.clone();
            bot.address = "192.0.2.10".into();
            let mut fields = json!({"phone": phone(usize::try_from(number).unwrap()),
                "message": format!("offer {}", ids::new_id())});
            match kind {
                // Plain: no header that a browser sends.
                0 => {
                    bot.origin = None;
                    bot.user_agent = "python-requests/2.32.0".into();
                }
                // With a browser's headers, from many addresses.
                1 => {
                    bot.address = Ipv4Addr::from(0x0a00_0000 + number).to_string();
                }
                // With a browser's headers, from one address, fills in every field.
                2 => {
                    bot.address = "192.0.2.20".into();
                    fields["website"] = json!("http://spam.example");
                }
                // From one address, with a token of a form that it did not read.
                3 => {
                    bot.address = "192.0.2.30".into();
                    let form = bot.form().await.expect(200);
                    fields["form_token"] = form.body["form_token"].clone();
                }
                // Slow, from many addresses: opens the form, waits, has looked at no page.
                _ => {
                    bot.address = Ipv4Addr::from(0x0b00_0000 + number).to_string();
                    let form = bot.form().await.expect(200);
                    fields["form_token"] = form.body["form_token"].clone();
                    app.ctx.clock.advance(5_000);
                }
            }
            let answer = bot.submit(fields).await;
            *seen.entry((kind, answer.status)).or_default() += 1;
            assert!(matches!(answer.status, 201 | 428 | 429), "{}", answer.text);
            if number % 40 == 20 {
                let mut person = app.visitor(&shop);
                person.view().await.expect(200);
                person.fill_in(app, json!({"phone": phone(100_000 + people)})).await.expect(201);
                people += 1;
            }
        }
        assert_eq!(people, 50);
        assert_eq!(count(app, "submissions WHERE verdict = 'valid'").await, 50);
        assert_eq!(count(app, "leads").await, 50);
        let kept = count(app, "submissions WHERE verdict = 'suspect' AND reasons <> '[]'").await;
        app.restart().await;
        let mut db = app.ctx.db.read().await.unwrap();
        let refused = leadbell::sql!(db, fetch_one as (i64,),
            "SELECT CAST(COALESCE(SUM(count), 0) AS BIGINT) FROM refusals").unwrap().0;
        drop(db);
        assert_eq!(kept + refused, 2_000, "{seen:?}");
        println!("kind and status: {seen:?}; kept {kept}, refused {refused}");
        println!("reasons: {:?}", reasons(app).await);
        // The cap of an hour, then one digest with the rest.
        let now = app.mails().await.len();
        app.advance(3_700_000).await;
        assert_eq!(now + app.mails().await.len(), 21);
    }
}
