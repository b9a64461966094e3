/// What stands around every page.
struct PageFrame: Sendable {
    struct Place: Sendable {
        var href: String
        var label: String
        var isHere: Bool
    }

    struct Notice: Sendable {
        var text: String
        var isGood: Bool
    }

    var title: String
    var places: [Place] = []
    var notice: Notice?
    /// What every form of the page carries.
    var form: String
    var isAdmin: Bool
    var isReader: Bool
    /// Whether there is a session that can be ended.
    var canLeave: Bool
    var name: String?
    var version: String
    var style = DashboardAssets.style.path
    var script = DashboardAssets.script.path
    /// Whether the page follows what happens.
    var isLive = true
    var content = ""

    /// The pages in their order, with the one marked that is shown.
    static func places(here path: String, hasNodes: Bool = true) -> [Place] {
        let all = [
            ("/", "Overview"), ("/records", "Records"), ("/failures", "Failures"), ("/backfills", "Backfills"),
            ("/subscriptions", "Webhooks"), ("/audit", "Audit"), ("/identity", "Identity"), ("/setup", "Setup"),
            ("/nodes", "Nodes"), ("/log", "Log"),
        ]
        return all.map { href, label in
            Place(href: href, label: label, isHere: href == "/" ? path == "/" : path.hasPrefix(href))
        }
    }
}
