//! What every page of the console has.

use leadbell::clock::MINUTE;

use crate::support::Answer;

both! {
    async fn the_rail_counts_what_waits(app) {
        let shop = app.shop().await;
        let owner = app.operator(&shop).await;
        let quiet = owner.get("/console/settings").await.expect(200).text;
        assert!(quiet.contains("data-count=\"inbox\" hidden"), "{quiet}");
        let mut anna = app.visitor(&shop);
        anna.view().await.expect(200);
        let mut socket = anna.socket().await;
        socket.hello(None, 0).await;
        socket.say("Hello?").await;
        let busy = owner.get("/console/settings").await.expect(200).text;
        assert!(busy.contains("data-count=\"inbox\"><b>1</b>"), "{busy}");
        drop(socket);
        app.advance(10 * MINUTE).await;
        app.mails().await;
    }

    async fn an_error_is_a_page_for_people_and_a_problem_for_machines(app) {
        let browser = reqwest::Client::new().get(app.link("/nothing/here"));
        let page = browser.header("accept", "text/html,*/*").send().await.unwrap();
        let page = Answer::read(page).await.expect(404);
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(page.text.contains(page.header("x-request-id")), "{}", page.text);
        let machine = app.browser().get("/nothing/here").await.expect(404);
        assert_eq!(machine.body["request_id"], machine.header("x-request-id"));
    }

    async fn what_people_type_is_shown_as_text(app) {
        let shop = app.shop().await;
        let mut owner = app.operator(&shop).await;
        owner.page("/console/settings/profile").await;
        let name = "<img src=x onerror=alert(1)>{{7*7}}";
        let fields = [("name", name), ("language", "en")];
        owner.form("/console/settings/profile", &fields).await.expect(303);
        for page in ["/console/settings/profile", "/console/settings/team", "/console/inbox"] {
            let page = owner.get(page).await.expect(200).text;
            assert!(!page.contains("<img") && page.contains("{{7*7}}"));
        }
    }
}
