//! The browser for the tests, and its driver: the system's own.

use std::env;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use serde_json::json;

use crate::run::{output, run};
use crate::say;
use crate::workspace::Workspace;

const BROWSERS: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];
/// Headless, as root if need be, and quiet on the network. Playwright is given the same.
const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];
const CURE: &str = "on Debian or Ubuntu: apt-get install chromium chromium-driver; elsewhere install \
    Chromium or Chrome with its driver, or name them in CHROMIUM and CHROMEDRIVER";

/// A browser and its driver.
pub(crate) struct Chromium {
    /// The browser.
    pub(crate) browser: PathBuf,
    /// Its `chromedriver`.
    pub(crate) driver: PathBuf,
}

impl Chromium {
    /// The one the environment names, the one on the PATH, or the distribution's, installed now.
    pub(crate) fn ensure(workspace: &Workspace) -> anyhow::Result<Self> {
        if let Some(found) = Self::find(workspace)? {
            return Ok(found);
        }
        if workspace.find("apt-get").is_none() || !fs::exists("/etc/debian_version")? {
            bail!("no Chromium with its driver, and this is no Debian to install it on: {CURE}");
        }
        if output(workspace.command("id").arg("-u"))?.trim() != "0" {
            bail!("no Chromium with its driver, and only root may install it: {CURE}");
        }
        say::note("Chromium is installed from the distribution");
        run(workspace.command("apt-get").args(["update", "-qq"]))?;
        let packages = ["chromium", "chromium-driver", "fonts-liberation"];
        run(workspace
            .command("apt-get")
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"))?;
        Self::find(workspace)?
            .with_context(|| format!("Chromium was installed, but is not there: {CURE}"))
    }

    fn find(workspace: &Workspace) -> anyhow::Result<Option<Self>> {
        let browser = match named("CHROMIUM")? {
            Some(path) => Some(path),
            None => BROWSERS.iter().find_map(|name| workspace.find(name)),
        };
        let driver = match named("CHROMEDRIVER")? {
            Some(path) => Some(path),
            None => workspace.find("chromedriver"),
        };
        Ok(browser
            .zip(driver)
            .map(|(browser, driver)| Self { browser, driver }))
    }

    /// Writes how the driver is to start the browser, and tells where.
    pub(crate) fn capabilities(&self, workspace: &Workspace) -> anyhow::Result<PathBuf> {
        let folder = workspace.target("xtask");
        fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
        let file = folder.join("webdriver.json");
        let options = json!({ "goog:chromeOptions": { "binary": self.browser, "args": FLAGS } });
        fs::write(&file, options.to_string()).with_context(|| file.display().to_string())?;
        Ok(file)
    }

    /// The flags, for Playwright's configuration.
    pub(crate) fn flags() -> String {
        FLAGS.join(" ")
    }
}

/// What the environment names must be there: a slip is better told than passed over.
fn named(variable: &str) -> anyhow::Result<Option<PathBuf>> {
    match env::var_os(variable)
        .filter(|value| !value.is_empty())
        .map(PathBuf::from)
    {
        Some(path) if !path.is_file() => {
            bail!("{variable} names {}, which is not there", path.display())
        }
        named => Ok(named),
    }
}
