import HTTPTypes
import HummingbirdCore
import SyncModel

/// What a page is made from: where, by whom, and when.
struct DashboardRequest: Sendable {
    var path: String
    var parts: [String]
    var query: [String: String]
    var session: Session
    var now: Instant
    /// Whether a script asks for the page, to show what has changed.
    var isPart: Bool
}

/// A page, or where else to go.
enum PageResult: Sendable {
    case page(title: String, html: String, isLive: Bool = true)
    case elsewhere(String)
}

/// What every page knows, around its own view.
struct PageScope {
    var template: String
    var view: Any
    var form: String
    var isAdmin: Bool
    var isReader: Bool
}
