import Logging
import Shopify
import SyncEngine
import SyncModel

/// Turns what a store's Admin API lets us know into logs and metrics.
struct AdminNotices: Sendable {
    var store: StoreName
    var logger: Logger

    func take(_ notice: AdminNotice) {
        switch notice {
        case .points(let status):
            EngineMetrics().pointsAvailable(store, points: status.available)
        case .throttled(let document, let wait):
            logger.info(
                "Shopify asked to wait",
                metadata: ["store": "\(store)", "document": "\(document)", "seconds": "\(wait.seconds)"]
            )
        case .otherVersion(let asked, let served):
            logger.warning(
                "Shopify answers in another API version than asked for; set api_version to one that it supports",
                metadata: ["store": "\(store)", "asked": "\(asked)", "served": "\(served)"]
            )
        case .deprecated(let document, let reason):
            logger.warning(
                "Shopify will remove something that is read",
                metadata: ["store": "\(store)", "document": "\(document)", "reason": "\(reason)"]
            )
        case .renewalFailed(let code):
            logger.warning(
                "The access token could not be renewed yet; the one that is held is used as long as it is good",
                metadata: ["store": "\(store)", "code": "\(code)"]
            )
        case .withoutProducts:
            logger.notice(
                "The app may not read products: order lines come without product and variant ids",
                metadata: ["store": "\(store)", "scope": "read_products"]
            )
        case .unknownTimeZone(let zone):
            logger.warning(
                "This machine does not know the shop's time zone: times keep the offset that the shop has now",
                metadata: ["store": "\(store)", "zone": "\(zone)"]
            )
        }
    }
}
