package import SyncModel

/// Something about a store's Admin API that is worth a log line or a metric, and changes no answer.
package enum AdminNotice: Sendable, Hashable {
    /// Another version answered than was asked for, told once for each.
    case otherVersion(asked: String, served: String)
    /// A document uses what Shopify will remove; its words, told once for each document.
    case deprecated(document: String, reason: String)
    /// The points left after an answer.
    case points(PointBucket.Status)
    /// A call was refused for its cost and is made again after this time.
    case throttled(document: String, wait: Duration)
    /// A token could not be renewed in time; the one that is held is still good.
    case renewalFailed(ReadFault.Code)
    /// The app may not read products, so that order lines come without product and variant ids.
    case withoutProducts
    /// The shop's time zone is not known on this machine: times keep the offset that the shop has now.
    case unknownTimeZone(String)
}

/// Takes notices; called from many tasks.
package typealias AdminObserver = @Sendable (AdminNotice) -> Void
