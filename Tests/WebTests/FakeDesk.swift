import SyncModel
import Synchronization
import Web

/// Answers like a server with one store, one destination and one failed order; remembers what it was told to do.
final class FakeDesk: OperatorDesk {
    struct State {
        var questions: [DeskQuestion] = []
        var orders: [DeskOrder] = []
        var actors: [String] = []
        var failure: DeskFailure?
        var hold: Duration?
    }

    let state = Mutex(State())

    var orders: [DeskOrder] { state.withLock { $0.orders } }
    var questions: [DeskQuestion] { state.withLock { $0.questions } }

    func answer(_ question: DeskQuestion) async throws(DeskFailure) -> DeskAnswer {
        let failure = state.withLock { state in
            state.questions.append(question)
            return state.failure
        }
        if let failure { throw failure }
        if case .record(let address, _, _) = question, address.id == "404" {
            throw DeskFailure(.unknown, "No order 404 of acme is known here.")
        }
        return DeskAnswer(json: FakeAnswers.json(question), next: Self.isList(question) ? "50" : nil)
    }

    func carryOut(_ order: DeskOrder, by actor: String) async throws(DeskFailure) -> DeskOutcome {
        let (failure, hold) = state.withLock { state in
            state.orders.append(order)
            state.actors.append(actor)
            return (state.failure, state.hold)
        }
        if let hold { try? await Task.sleep(for: hold) }
        if let failure { throw failure }
        return DeskOutcome("Done as asked.", count: 1)
    }

    private static func isList(_ question: DeskQuestion) -> Bool {
        switch question {
        case .jobs, .log, .leftOut: true
        default: false
        }
    }
}

/// One answer of each kind, as the commands print them.
enum FakeAnswers {
    static func json(_ question: DeskQuestion) -> String {
        switch question {
        case .overview: overview
        case .status: status
        case .waiting: #"{"total":0,"records":[]}"#
        case .search(let text, _): text == "several" ? search : text == "nobody" ? nothing : oneHit
        case .record(_, let reveals, _): record(isMasked: !reveals)
        case .payload: payload
        case .comparison: comparison
        case .leftOut: leftOut
        case .failures: failures
        case .jobs: "[\(job),\(counted),\(begun),\(countedBefore)]"
        case .job: job
        case .webhooks: webhooks
        case .audits: "[\(audit)]"
        case .identity: identity
        case .findings: findings
        case .nodes: nodes
        case .log: log
        }
    }

    static let job = #"""
        {"id":7,"kind":"backfill","store":"acme","state":"running","read":120,"new":100,"changed":20,"unchanged":0,
        "deleted":0,"expected":1000,"fraction":0.12,"per_second":400,"remaining_seconds":2.2,"calls":{"hubspot":12},
        "slices":1,"slices_done":0,"slices_failed":0,"created_at":"2026-05-28T20:25:00.000Z"}
        """#

    private static func backfill(_ id: Int, isDryRun: Bool, since: String?) -> String {
        let range = since.map { #""since":"\#($0)","until":"2026-02-01T00:00:00.000Z","# } ?? ""
        return #"""
            {"id":\#(id),"kind":"backfill","store":"acme","state":"done","read":0,"new":0,"changed":0,"unchanged":0,"deleted":0,
            "expected":5200,"expected_by_kind":{"customer":1200,"order":4000},"calls":{"hubspot":52,"zoho":5200},
            "call_seconds":{"hubspot":0.58,"zoho":578},"slices":1,"slices_done":0,"slices_failed":0,\#(range)
            "kinds":["customer","order"],\#(isDryRun ? #""is_dry_run":true,"# : "")"created_at":"2026-05-28T20:25:00.000Z",
            "finished_at":"2026-05-28T20:25:01.000Z"}
            """#
    }

    private static let counted = backfill(6, isDryRun: true, since: "2026-01-01T00:00:00.000Z")
    private static let begun = backfill(5, isDryRun: false, since: nil)
    private static let countedBefore = backfill(4, isDryRun: true, since: nil)

    static let server = #"""
        {"name":"a/1","role":"all","version":"1.2.3","started_at":"2026-05-28T20:00:00.000Z","is_alive":true,
        "destinations":["hubspot"],"stores":["acme"],"refused_at":"2026-05-28T20:26:00.000Z",
        "refused_configuration":"It has a mistake:\n  m.yaml:1:1: no <field>"}
        """#

    static let status = #"""
        {"is_idle":false,"remaining":[],"unapplied_bytes":0,"receipts":{"applied":20,"undecodable":1},
        "awaiting_hydration":0,"stores":[{"name":"acme","customers":12,"orders":1200,
        "last_delivery":"2026-05-28T20:26:30.000Z","awaiting_hydration":35,"can_hydrate":false,"has_credentials":false,
        "comparing_fails":{"since":"2026-05-28T20:20:00.000Z","because":"the page is gone","next_try":"2026-05-28T20:30:00.000Z"},
        "audit":{"job":5,"finished_at":"2026-05-28T19:00:00.000Z","unexplained":1,"repaired":0,"unread":[]}}],
        "destinations":[{"name":"hubspot","mode":"live","is_served":true,"clean":1254,"left_out":43,"dirty":0,"claimed":0,"parked":1,
        "discarded":0,"with_refused_values":0,"repeating":0}],"jobs":[\#(job)],"alerts":[],"nodes":[\#(server)]}
        """#

    static let overview = #"""
        {"sentence":"1,211 of 1,212 records are in hubspot; 1 failed; not compared yet.","tone":"bad",
        "at":"2026-05-28T20:26:40.000Z","status":\#(status),"figures":[{"name":"hubspot","delivered_per_minute":12,
        "failed_per_hour":1,"delay_seconds":0.12,"slowest_seconds":2,"quotas":[{"window":"day","remaining":240000}],
        "points":[{"at":"2026-05-28T20:26:00Z","delivered":4,"failed":0,"delay_seconds":0.1,"waiting":2},
        {"at":"2026-05-28T20:26:30Z","delivered":6,"failed":1,"delay_seconds":0.2,"waiting":0}]}]}
        """#

    static let hit =
        #"{"store":"acme","kind":"order","id":"1","gid":"gid://shopify/Order/1","name":"\u00231001","email":"a…@example.com"}"#
    static let oneHit = #"{"candidates":[\#(hit)],"is_cut":false}"#
    static let search = #"{"candidates":[\#(hit),\#(hit)],"is_cut":true}"#
    static let nothing = #"{"candidates":[],"is_cut":false}"#

    static func record(isMasked: Bool) -> String {
        #"""
        {"store":"acme","kind":"order","id":"1","name":"\u00231001","email":"\#(isMasked ? "a…@example.com" : "ada@example.com")",
        "total":"25.00 EUR","status":"paid","is_deleted":false,"is_guest":false,"is_test":false,"is_erased":false,
        "is_masked":\#(isMasked),"awaits_hydration":false,"has_credentials":false,
        "admin_url":"https://acme.myshopify.com/admin/orders/1","receipts":[{"received_at":"2026-05-28T20:26:00.000Z",
        "topic":"orders/create","webhook_id":"w1","state":"applied"}],"lanes":[{"destination":"hubspot","state":"parked",
        "attempts":1,"fault":"invalid_value","fault_message":"Stage \"<won>\" does not exist","is_in_step":false,
        "next":"Correct it and try again.","deliveries":[{"at":"2026-05-28T20:26:01.000Z","outcome":"parked",
        "sent":{"dealstage":"won"},"message":"Stage \"<won>\" does not exist","lag_seconds":0.4}]}]}
        """#
    }

    static let leftOut = #"""
        [{"destination":"hubspot","store":"acme","kind":"customer","id":"guest-4","is_guest":true,
        "because":"guests are left out"},{"destination":"hubspot","store":"acme","kind":"order","id":"8","name":"\u00231008","is_guest":false}]
        """#

    static let payload = #"""
        {"destination":"hubspot","object":"deals","external_id":"1","fields":[{"name":"amount","value":"25.00",
        "write":"always","adopted":"always"}],"lines":[],"missing_fields":[],"is_masked":true}
        """#
    static let comparison = #"""
        {"destination":"hubspot","kind":"order","id":1,"outcome":"changed","crm_id":"9","fields":[{"name":"amount",
        "wanted":"25.00","held":"20.00","outcome":"changes"}],"lines":[],"missing_fields":[]}
        """#
    static let failures = #"""
        {"groups":[{"destination":"hubspot","kind":"order","code":"invalid_value","count":1,
        "first_at":"2026-05-28T20:26:01.000Z","last_at":"2026-05-28T20:26:01.000Z","example":{"store":"acme","kind":"order",
        "id":"1"},"message":"Stage \"<won>\" does not exist","fix":"Correct the mapping.","finding":"property deals.x: is not there"}],
        "refused":[{"destination":"hubspot",
        "kind":"order","fields":["amount"],"count":2,"example":{"store":"acme","kind":"order","id":"7"},
        "message":"amount was left out: <no>"}],"unreadable":[{"store":"acme",
        "topic":"orders/create","webhook_id":"w2","received_at":"2026-05-28T20:26:02.000Z","reason":"no id"}],"unreadable_count":1052}
        """#
    static let webhooks = #"""
        {"stores":[{"name":"acme","address":"https://sync.example.com/webhooks","looked_at":"2026-05-28T20:20:00.000Z",
        "can_read":true,"is_contested":false,"topics":[{"topic":"orders/create","standing":"in place",
        "last_delivery":"2026-05-28T20:26:00.000Z","last_lag_seconds":1.5},{"topic":"customers/update",
        "standing":"missing","problem":"The app lacks the scope read_customers."}],
        "gaps":{"orders/paid":"2026-05-28T10:00:00Z"},"is_comparing":true}]}
        """#
    static let audit = #"""
        {"job":5,"store":"acme","clean":false,"zone":"Europe/Berlin","reads_shopify":true,"sees_only_recent_orders":false,
        "repairs":false,"repaired":0,"finished_at":"2026-05-28T19:00:00.000Z","explained":2,"unexplained":1,"standings":[],
        "totals":[],"days":[{"day":"2026-05-27","kind":"order","currency":"EUR","shopify":{"count":3,"amount":"75.00"},
        "sluice":{"count":3,"amount":"75.00"},"destinations":{"hubspot":{"count":2,"amount":"50.00"}},"explained":0,
        "unexplained":1}],"causes":[],"differences":[{"kind":"order","id":1,"name":"\u00231001","day":"2026-05-27",
        "destination":"hubspot","cause":"missing_in_crm","explained":false,"fields":[]}],"unread":{},"without_total":[]}
        """#
    static let identity = #"""
        {"doubtful":[{"record":{"destination":"hubspot","store":"acme","kind":"customer","id":"2","name":"A… L…",
        "email":"a…@example.com"},"parked_at":"2026-05-28T20:00:00.000Z","message":"Two contacts have the address.",
        "candidates":[{"crm_id":"51","page":"https://app.hubspot.com/contacts/1/record/0-1/51","is_its_own":false},
        {"crm_id":"52","holder":"customer 3 of acme","is_its_own":false}]}],"decisions":[{"record":{"destination":"hubspot",
        "store":"acme","kind":"customer","id":"4"},"decision":{"choice":"is","crm_id":"53","by":"ada",
        "at":"2026-05-27T20:00:00.000Z"}}],"is_cut":false}
        """#
    static let findings = #"""
        {"sections":[{"title":"destination hubspot","findings":[{"level":"fine","subject":"token","message":"accepted"},
        {"level":"problem","subject":"property deals.x","message":"is not there","fix":"run setup"}]}],
        "looked_at":"2026-05-28T20:26:00.000Z","file":"/etc/sluice.yaml","mappings":{"hubspot":"/etc/hubspot.mapping.yaml"}}
        """#
    static let nodes = #"""
        {"here":"host a/1","parts":[{"part":"deliver to hubspot","node":"host a/1","epoch":3,
        "until":"2026-05-28T20:27:00.000Z"},{"part":"read from acme"}],"servers":[\#(server),
        {"name":"b/7","role":"receive","version":"1.2.2","is_alive":false,"destinations":[],"stores":[]}]}
        """#
    static let log = #"""
        [{"id":3,"started_at":"2026-05-28T20:00:00.000Z","ended_at":"2026-05-28T20:00:01.000Z","actor":"ada",
        "action":"failures retry","subject":"hubspot","outcome":"3 records"}]
        """#
}
