import SyncModel
import Synchronization

/// A store's subscriptions, changed at a word.
final class FakeSubscriptions: SubscriptionKeeper {
    struct State {
        var subscriptions: [WebhookSubscription] = []
        var lastID = 0
        /// Topics that are refused, and with which words.
        var refused: [String: String] = [:]
        /// Topics whose next creation is made, though its answer is lost.
        var lostAnswers: Set<String> = []
        /// With which words deletions are refused.
        var undeletable: String?
        var calls: [String] = []
        var fault: ReadFault?
        /// When all were listed.
        var listedAt: [Instant] = []
    }

    private let clock: (any WallClock)?

    private let state = Mutex(State())
    private let onCreate = Mutex<(@Sendable () -> Void)?>(nil)

    init(clock: (any WallClock)? = nil) { self.clock = clock }

    @discardableResult
    func set<Value: Sendable>(_ change: (inout State) -> Value) -> Value { state.withLock { change(&$0) } }

    var topics: [String] { state.withLock { $0.subscriptions.map(\.topic).sorted() } }
    var calls: [String] { state.withLock { $0.calls } }

    /// Does something once the next one is created.
    func afterNextCreation(_ body: @escaping @Sendable () -> Void) { onCreate.withLock { $0 = body } }

    func subscriptions() async throws(ReadFault) -> [WebhookSubscription] {
        let now = clock?.now
        let (all, fault) = state.withLock { state in
            state.calls.append("list")
            if let now { state.listedAt.append(now) }
            return (state.subscriptions, state.fault)
        }
        if let fault { throw fault }
        return all
    }

    func create(_ draft: SubscriptionDraft) async throws(ReadFault) -> WebhookSubscription {
        let result = state.withLock { state -> Result<WebhookSubscription, ReadFault> in
            state.calls.append("create \(draft.topic)")
            if let words = state.refused[draft.topic] {
                return .failure(ReadFault(.invalidRequest, .refuse, message: words))
            }
            guard !state.subscriptions.contains(where: { $0.topic == draft.topic && $0.uri == draft.uri }) else {
                let words = "Address for this topic has already been taken"
                return .failure(ReadFault(.invalidRequest, .refuse, message: words))
            }
            state.lastID += 1
            let made = Self.made(draft, state.lastID)
            state.subscriptions.append(made)
            if state.lostAnswers.remove(draft.topic) != nil {
                return .failure(ReadFault(.noAnswer, .retry, message: "connection lost"))
            }
            return .success(made)
        }
        let event = onCreate.withLock { event in
            defer { event = nil }
            return event
        }
        event?()
        return try result.get()
    }

    func update(
        _ id: WebhookSubscription.ID,
        to draft: SubscriptionDraft
    ) async throws(ReadFault) -> WebhookSubscription {
        let changed = state.withLock { state -> WebhookSubscription? in
            state.calls.append("update \(draft.topic)")
            guard let index = state.subscriptions.firstIndex(where: { $0.id == id }) else { return nil }
            var changed = Self.made(draft, 0)
            changed.id = id
            state.subscriptions[index] = changed
            return changed
        }
        guard let changed else { throw ReadFault(.invalidRequest, .refuse, message: "does not exist") }
        return changed
    }

    func delete(_ id: WebhookSubscription.ID) async throws(ReadFault) -> Bool {
        if let words = state.withLock({ $0.undeletable }) {
            throw ReadFault(.invalidRequest, .refuse, message: words)
        }
        return state.withLock { state in
            state.calls.append("delete")
            let count = state.subscriptions.count
            state.subscriptions.removeAll { $0.id == id }
            return state.subscriptions.count < count
        }
    }

    private static func made(_ draft: SubscriptionDraft, _ number: Int) -> WebhookSubscription {
        WebhookSubscription(
            id: .init(rawValue: "gid://shopify/WebhookSubscription/\(number)"),
            topic: draft.topic,
            uri: draft.uri,
            name: draft.name,
            includeFields: draft.includeFields,
            filter: draft.filter,
            apiVersion: "2026-07"
        )
    }
}
