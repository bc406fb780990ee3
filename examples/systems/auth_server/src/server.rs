//! The server: its parts, how it starts and how it ends.

use std::net::SocketAddr;
use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval, sleep};

use crate::access::{Api, Issuer};
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Failure;
use crate::keys::Keys;
use crate::passwords::Passwords;
use crate::routes;
use crate::sessions::Sessions;
use crate::store::Store;
use crate::trace::Trace;
use crate::users::Users;

/// What the routes share.
#[derive(Clone)]
pub struct App(Arc<Parts>);

pub struct Parts {
    pub config: Config,
    pub users: Users,
    pub sessions: Sessions,
    pub keys: Keys,
    pub issuer: Issuer,
    pub api: Api,
    pub clock: Clock,
    pub trace: Trace,
    /// What browsers call us. Behind a proxy that speaks TLS, this is one `https` origin, from the configuration.
    pub origins: [String; 2],
}

pub struct Server {
    pub app: App,
    store: Store,
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<std::io::Result<()>>,
    upkeep: JoinHandle<()>,
}

impl Server {
    pub async fn start(
        address: SocketAddr,
        database: &Path,
        config: Config,
        clock: Clock,
        trace: Trace,
    ) -> Result<Self, Failure> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let store = Store::open(database)?;
        let keys = Keys::new(store.clone(), &config);
        keys.settle(clock.now()).await?;
        let app = App(Arc::new(Parts {
            users: Users::new(store.clone(), Passwords::new(config.password_cost.clone())?),
            sessions: Sessions::new(store.clone(), &config),
            issuer: Issuer::new(&config),
            api: Api::new(&config, &keys, clock.clone()),
            keys,
            config,
            clock,
            trace,
            origins: [format!("http://{address}"), format!("http://localhost:{}", address.port())],
        }));
        let (stop, stopped) = oneshot::channel();
        let serve = axum::serve(listener, routes::router(app.clone())).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
        let serving = tokio::spawn(serve.into_future());
        let upkeep = tokio::spawn(upkeep(app.clone()));
        Ok(Self { app, store, address, stop, serving, upkeep })
    }

    /// Answers what has come, then closes the database.
    pub async fn stop(self) -> Result<(), Failure> {
        let _ = self.stop.send(());
        self.serving.await??;
        self.upkeep.abort();
        let _ = self.upkeep.await;
        // The task of a connection that has ended may still have the app, and what was aborted may still write.
        while Arc::strong_count(&self.app.0) > 1 {
            sleep(Duration::from_millis(1)).await;
        }
        self.store.last_write().await
    }
}

/// Rotates the keys when it is time, and forgets what has expired.
async fn upkeep(app: App) {
    let mut second = interval(Duration::from_secs(1));
    second.set_missed_tick_behavior(MissedTickBehavior::Delay);
    for seconds in 0_u64.. {
        second.tick().await;
        let now = app.clock.now();
        if let Err(error) = app.keys.settle(now).await {
            app.trace.say(format!("      server: the keys could not be settled: {error}"));
        }
        if seconds % 3600 == 0
            && let Err(error) = app.sessions.sweep(now).await
        {
            app.trace.say(format!("      server: old sessions could not be swept: {error}"));
        }
    }
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
