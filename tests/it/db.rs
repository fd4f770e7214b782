//! The database and its writer.

both! {
    async fn the_server_is_healthy_and_ready(app) {
        let browser = app.browser();
        assert_eq!(browser.get("/healthz").await.expect(200).text, "ok");
        assert_eq!(browser.get("/readyz").await.expect(200).text, "ready");
        let shop = app.shop().await;
        assert_eq!(shop.owner_email, "owner@shop.example");
        app.restart().await;
        browser.get("/readyz").await.expect(200);
    }
}
