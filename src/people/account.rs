//! A new account: the tenant, its owner and, where given, its first site.

use uuid::Uuid;

use super::store::users as store;
use super::{Account, Role, User};
use crate::clock::Millis;
use crate::db::{Read, Tx};
use crate::error::Result;
use crate::ids;
use crate::sites::{self, Settings, Site};

/// What an account begins with.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its name.
    pub name: String,
    /// Who owns it.
    pub owner: NewOwner,
    /// Its first site.
    pub site: Option<NewSite>,
}

/// The first person of an account.
#[derive(Clone, Debug)]
pub struct NewOwner {
    /// The login; brought to lower case.
    pub email: String,
    /// What others see.
    pub name: String,
    /// From [`super::password::hash`].
    pub password_hash: String,
    /// The language of pages and mails.
    pub language: String,
}

/// The first site of an account.
#[derive(Clone, Debug)]
pub struct NewSite {
    /// Its name.
    pub name: String,
    /// Checked origins.
    pub origins: Vec<String>,
    /// Checked settings.
    pub settings: Settings,
}

/// What has come into being.
#[derive(Clone, Debug)]
pub struct Created {
    /// The tenant.
    pub account: Account,
    /// Its owner.
    pub owner: User,
    /// The site, where one was asked for.
    pub site: Option<Site>,
}

/// Opens an account. `None` when somebody uses the owner's e-mail address already.
pub async fn create_account(
    tx: &mut Tx<'_>,
    new: &NewAccount,
    now: Millis,
) -> Result<Option<Created>> {
    let account = Account { id: ids::new_id(), name: new.name.clone() };
    let owner = User {
        id: ids::new_id(),
        account_id: account.id,
        email: new.owner.email.to_lowercase(),
        name: new.owner.name.clone(),
        role: Role::Owner,
        language: new.owner.language.clone(),
        totp: false,
        active: true,
    };
    store::insert_account(tx, &account, now).await?;
    if !store::insert(tx, &owner, Some(&new.owner.password_hash), now).await? {
        store::delete_account(tx, account.id).await?;
        return Ok(None);
    }
    let site = match &new.site {
        Some(site) => Some(first_site(tx, account.id, site, now).await?),
        None => None,
    };
    Ok(Some(Created { account, owner, site }))
}

async fn first_site(tx: &mut Tx<'_>, account: Uuid, new: &NewSite, now: Millis) -> Result<Site> {
    sites::create(tx, account, &new.name, &new.origins, &new.settings, now).await
}

/// The account in which an e-mail address is a login.
pub async fn account_of(db: &mut Read, email: &str) -> Result<Option<Uuid>> {
    let found = store::by_email(db, &email.to_lowercase()).await?;
    Ok(found.map(|found| found.user.account_id))
}

/// The language of the person of the account who has this address.
pub async fn language_of(db: &mut Read, account: Uuid, email: &str) -> Result<Option<String>> {
    let found = store::by_email(db, &email.to_lowercase()).await?;
    Ok(found
        .map(|found| found.user)
        .filter(|user| user.account_id == account)
        .map(|user| user.language))
}

/// A person of the account.
pub async fn person(db: &mut Read, account: Uuid, id: Uuid) -> Result<Option<User>> {
    let found = store::by_id(db, id).await?;
    Ok(found.map(|found| found.user).filter(|user| user.account_id == account))
}

/// Who of an account may sign in.
pub async fn active(db: &mut Read, account: Uuid) -> Result<Vec<User>> {
    let members = store::members(db, account).await?;
    Ok(members.into_iter().map(|member| member.user).filter(|user| user.active).collect())
}

/// Who of an account may sign in: id and name, in the order of the team page.
pub async fn colleagues(db: &mut Read, account: Uuid) -> Result<Vec<(Uuid, String)>> {
    let active = active(db, account).await?;
    Ok(active.into_iter().map(|user| (user.id, user.name)).collect())
}
