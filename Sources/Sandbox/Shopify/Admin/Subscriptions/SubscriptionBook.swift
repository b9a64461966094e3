/// All subscriptions of the shop, with the rules for changing them.
struct SubscriptionBook: Sendable {
    private(set) var subscriptions: [WebhookSubscription] = []
    private var lastID: Int64 = 1_928_000_000_000
    let rules: AddressRules

    init(rules: AddressRules) { self.rules = rules }

    /// What is wrong with an input, and which part of it.
    struct UserError: Error, Equatable {
        var field: [String]
        var message: String
    }

    struct Refusal: Error {
        var errors: [UserError]

        init(_ errors: [UserError]) { self.errors = errors }

        init(_ part: String?, _ message: String) {
            errors = [UserError(field: ["webhookSubscription"] + [part].compactMap(\.self), message: message)]
        }

        static let unknown = Refusal([UserError(field: ["id"], message: "Webhook subscription does not exist")])
    }

    /// Those that the app sees, in the order of creation.
    var visible: [WebhookSubscription] { subscriptions.filter { $0.origin == .api } }

    func visible(_ id: Int64) -> WebhookSubscription? { visible.first { $0.id == id } }

    mutating func create(
        topic: String,
        _ input: SandboxJSON,
        at moment: SandboxTime
    ) throws(Refusal) -> WebhookSubscription {
        let uri = Self.address(input) ?? ""
        let second = SandboxTime(seconds: moment.seconds)
        var subscription = WebhookSubscription(
            id: lastID + 32_768,
            origin: .api,
            topic: topic,
            uri: uri,
            createdAt: second,
            updatedAt: second
        )
        subscription.apply(input)
        try check(subscription, input)
        lastID = subscription.id
        subscriptions.append(subscription)
        return subscription
    }

    mutating func update(
        _ id: Int64,
        _ input: SandboxJSON,
        at moment: SandboxTime
    ) throws(Refusal) -> WebhookSubscription {
        guard let index = subscriptions.firstIndex(where: { $0.id == id && $0.origin == .api }) else {
            throw .unknown
        }
        var subscription = subscriptions[index]
        if let uri = Self.address(input) { subscription.uri = uri }
        subscription.apply(input)
        subscription.updatedAt = SandboxTime(seconds: moment.seconds)
        try check(subscription, input)
        subscriptions[index] = subscription
        return subscription
    }

    mutating func delete(_ id: Int64) throws(Refusal) {
        guard visible(id) != nil else { throw .unknown }
        subscriptions.removeAll { $0.id == id }
    }

    /// Adds one that the API does not show, as a configuration file or another app would.
    @discardableResult
    mutating func plant(
        _ origin: WebhookSubscription.Origin,
        topic: String,
        uri: String,
        at moment: SandboxTime
    ) -> Int64 {
        lastID += 32_768
        let second = SandboxTime(seconds: moment.seconds)
        subscriptions.append(
            .init(id: lastID, origin: origin, topic: topic, uri: uri, createdAt: second, updatedAt: second)
        )
        return lastID
    }

    /// Removes whatever fits, silently, as Shopify did on bad days.
    mutating func remove(where fits: (WebhookSubscription) -> Bool) { subscriptions.removeAll(where: fits) }

    /// Takes note of how a delivery ended; the eighth failure in a row deletes a subscription of the API.
    mutating func settle(_ id: Int64, succeeded: Bool) {
        guard let index = subscriptions.firstIndex(where: { $0.id == id }) else { return }
        subscriptions[index].failures = succeeded ? 0 : subscriptions[index].failures + 1
        if subscriptions[index].failures >= Self.failureLimit, subscriptions[index].origin == .api {
            subscriptions.remove(at: index)
        }
    }

    private static let failureLimit = 8

    private static func address(_ input: SandboxJSON) -> String? {
        (input["uri"]?.stringValue ?? input["callbackUrl"]?.stringValue)?.trimmingSpaces
    }

    private func check(_ subscription: WebhookSubscription, _ input: SandboxJSON) throws(Refusal) {
        var messages = rules.problems(with: subscription.uri)
        let isTaken = subscriptions.contains {
            $0.id != subscription.id && $0.origin == .api && $0.topic == subscription.topic
                && $0.uri == subscription.uri && $0.format == subscription.format
        }
        if messages.isEmpty, isTaken { messages = ["Address for this topic has already been taken"] }
        guard messages.isEmpty else {
            throw Refusal(messages.map { .init(field: ["webhookSubscription", "callbackUrl"], message: $0) })
        }
        try checkFormat(subscription)
        try checkName(subscription)
        if let filter = subscription.filter, !filter.isEmpty {
            let terms = SearchExpression(parsing: filter)?.terms ?? []
            guard !terms.isEmpty, terms.allSatisfy({ $0.field != nil }) else {
                throw Refusal(
                    nil,
                    "The specified filter is invalid, please ensure you specify the field(s) you wish to filter on."
                )
            }
        }
    }

    private func checkFormat(_ subscription: WebhookSubscription) throws(Refusal) {
        guard subscription.format == "XML" else { return }
        if !subscription.uri.hasPrefix("http") {
            throw Refusal("format", "Format can only be used with format: 'json'")
        }
        if subscription.topic.hasPrefix("RETURNS_") {
            throw Refusal("format", "Format 'xml' is invalid for this webhook topic. Allowed formats: json")
        }
    }

    private func checkName(_ subscription: WebhookSubscription) throws(Refusal) {
        guard let name = subscription.name else { return }
        var messages: [String] = []
        if name.isEmpty { messages.append("Name is too short (minimum is 1 character)") }
        if name.count > 50 { messages.append("Name is too long (maximum is 50 characters)") }
        if name.isEmpty || !name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }) {
            messages.append("Name name field can only contain alphanumeric characters, underscores, and hyphens")
        }
        let isTaken = subscriptions.contains {
            $0.id != subscription.id && $0.origin == .api && $0.name?.lowercased() == name.lowercased()
        }
        if messages.isEmpty, isTaken { messages = ["Name already exists, no duplicate allowed"] }
        guard messages.isEmpty else {
            throw Refusal(messages.map { .init(field: ["webhookSubscription", "name"], message: $0) })
        }
    }
}

extension WebhookSubscription {
    /// Takes over what an input names; the address is taken apart from this.
    fileprivate mutating func apply(_ input: SandboxJSON) {
        if let format = input["format"]?.stringValue { self.format = format }
        if let fields = input["includeFields"]?.arrayValue { includeFields = fields.compactMap(\.stringValue) }
        if let filter = input["filter"] { self.filter = filter.stringValue }
        if let spaces = input["metafieldNamespaces"]?.arrayValue {
            metafieldNamespaces = spaces.compactMap(\.stringValue)
        }
        if let fields = input["metafields"]?.arrayValue {
            metafields = fields.map { ($0["namespace"]?.stringValue ?? "", $0["key"]?.stringValue ?? "") }
        }
        if let name = input["name"] { self.name = name.stringValue }
    }
}

extension String {
    fileprivate var trimmingSpaces: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
