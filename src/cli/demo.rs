//! `demo`: a server with an account, and a small shop on an origin of its own with the tag in it.

use std::net::SocketAddr;

use tokio::net::TcpListener;
use url::Url;

use super::owner::Create;
use super::shop::Shop;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::ctx::Ctx;
use crate::db::{Tx, Write};
use crate::error::Result;
use crate::people::{self, NewAccount, NewOwner, NewSite};
use crate::sites::{self, Settings, Site};

/// The login of the demonstration.
pub const EMAIL: &str = "demo@leadbell.example";
/// Its password: everybody knows it, so the demonstration listens on loopback only.
pub const PASSWORD: &str = "try-leadbell-today";
/// Where the shop is looked for, where the port is free.
const SHOP_PORT: u16 = 8081;

/// A demonstration that is ready to run.
pub struct Demo {
    /// The server.
    pub app: App,
    shop: TcpListener,
    site: Site,
}

/// Opens the account (or finds that of an earlier run) and binds both addresses. Another free
/// port is taken where the usual one is in use.
pub async fn demo(mut config: Config) -> Result<Demo> {
    config.listen = free_port(config.listen).await;
    config.listen.set_ip([127, 0, 0, 1].into());
    let app = App::start(config, Clock::system()).await?;
    let shop = TcpListener::bind(free_port(([127, 0, 0, 1], SHOP_PORT).into()).await).await?;
    let origin = format!("http://{}", shop.local_addr()?);
    let site = account(&app.ctx, &origin).await?;
    Ok(Demo { app, shop, site })
}

impl Demo {
    /// What a person needs to try it.
    pub fn sentence(&self) -> Result<String> {
        Ok(format!(
            "\n  The shop      http://{}\n  The console   {}\n  Login         {EMAIL}\n  \
             Password      {PASSWORD}\n\n  Open both side by side: write in the shop, answer in the \
             console.\n  Mails are under Settings, Mail. Ctrl C ends it; the data stays in {}.\n",
            self.shop.local_addr()?,
            self.app.ctx.link("/console"),
            self.app.ctx.config.data.display(),
        ))
    }

    /// Serves both until the server is stopped.
    pub async fn run(self) -> Result<()> {
        let stop = self.app.ctx.stop.clone();
        let pages = Shop { server: self.app.ctx.origin(), site_key: self.site.key }.routes();
        let pages = axum::serve(self.shop, pages);
        let pages = tokio::spawn(async move {
            tokio::select! {
                served = pages => served,
                () = stop.cancelled() => Ok(()),
            }
        });
        self.app.run().await?;
        pages.await.map_err(|cause| crate::error::Error::Internal(cause.to_string()))??;
        Ok(())
    }
}

async fn free_port(mut wanted: SocketAddr) -> SocketAddr {
    if TcpListener::bind(wanted).await.is_err() {
        wanted.set_port(0);
    }
    wanted
}

/// The site of the demonstration, which allows the shop's origin.
async fn account(ctx: &Ctx, origin: &str) -> Result<Site> {
    let now = ctx.clock.now();
    let known = people::account_of(&mut ctx.db.read().await?, EMAIL).await?;
    let known = match known {
        Some(account) => {
            sites::of_account(&mut ctx.db.read().await?, account).await?.into_iter().next()
        }
        None => None,
    };
    if let Some(mut site) = known {
        if !site.allowed_origins.iter().any(|allowed| allowed == origin) {
            site.allowed_origins.push(origin.to_owned());
            site.allowed_origins.extend(Url::parse(origin).ok().and_then(|url| localhost(&url)));
            ctx.db.write(Allow(site.clone())).await?;
            sites::forget(ctx);
        }
        return Ok(site);
    }
    let settings = Settings {
        colour: "#8a4b20".into(),
        notify: vec![EMAIL.into()],
        country: "DE".into(),
        language: "auto".into(),
        ..Settings::default()
    };
    let mut origins = vec![origin.to_owned()];
    origins.extend(Url::parse(origin).ok().and_then(|url| localhost(&url)));
    let new = NewAccount {
        name: "Fernweh Coffee".into(),
        owner: NewOwner {
            email: EMAIL.into(),
            name: "Dana Demo".into(),
            password_hash: people::password::hash(ctx, PASSWORD).await?,
            language: "en".into(),
        },
        site: Some(NewSite { name: "Fernweh Coffee".into(), origins, settings }),
    };
    let created = ctx.db.write(Create { new, now }).await?;
    created.and_then(|created| created.site).ok_or_else(|| {
        crate::error::Error::Invalid("the demonstration's folder has another account's data".into())
    })
}

/// The same port by the name `localhost`, which a person may type as well.
fn localhost(url: &Url) -> Option<String> {
    Some(format!("http://localhost:{}", url.port()?))
}

struct Allow(Site);

impl Write for Allow {
    type Out = ();
    async fn run(&self, tx: &mut Tx<'_>) -> Result<()> {
        let Site { account_id, id, name, allowed_origins, settings, .. } = &self.0;
        sites::update(tx, *account_id, *id, name, allowed_origins, settings).await?;
        Ok(())
    }
}
