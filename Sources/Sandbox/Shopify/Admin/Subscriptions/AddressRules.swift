/// Which addresses a subscription may have.
struct AddressRules: Sendable {
    /// The app's number in EventBridge addresses.
    var appID: String
    /// Plain HTTP to this machine, which Shopify refuses; without it nothing could be delivered in a test.
    var acceptsLoopback: Bool

    /// What the service says of an address; nothing for a good one.
    func problems(with address: String) -> [String] {
        guard !address.isEmpty else { return ["Address can't be blank"] }
        if address.hasPrefix("arn:") { return arnProblems(address) }
        guard let range = address.firstRange(of: "://") else { return ["Address is invalid"] }
        let scheme = address[..<range.lowerBound]
        let rest = address[range.upperBound...]
        switch scheme {
        case "https": return hostProblems(Self.host(rest))
        case "http":
            if acceptsLoopback, Self.isLoopback(Self.host(rest)) { return [] }
            return ["Address protocol http:// is not supported"]
        case "pubsub": return pubSubProblems(rest)
        case "kafka":
            return ["Address protocol kafka:// is not supported", "Address is not a valid kafka topic"]
        default: return ["Address protocol \(scheme):// is not supported"]
        }
    }

    static func host(_ rest: Substring) -> String {
        String(rest.prefix { $0 != "/" && $0 != ":" && $0 != "?" }).lowercased()
    }

    static func isLoopback(_ host: String) -> Bool { host == "127.0.0.1" || host == "localhost" }

    private func hostProblems(_ host: String) -> [String] {
        guard !host.isEmpty else { return ["Address is invalid"] }
        let isInternal =
            ["shopify.com", "myshopify.com", "shopifycloud.com", "local", "internal"].contains {
                host == $0 || host.hasSuffix("." + $0)
            } || Self.isLoopback(host)
        return isInternal ? ["Address cannot be a Shopify or an internal domain"] : []
    }

    private func pubSubProblems(_ rest: Substring) -> [String] {
        let parts = rest.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            return [
                "Address protocol pubsub:// is not supported",
                "Address is not a valid GCP pub/sub format. Format should be pubsub://project:topic",
            ]
        }
        guard parts[0].first?.isLetter ?? false else {
            return ["Address is invalid", "Address is not a valid GCP project id."]
        }
        guard !parts[1].hasPrefix("goog") else {
            return ["Address is invalid", "Address is not a valid GCP topic id."]
        }
        return []
    }

    /// Wants `arn:aws:events:{region}::event-source/aws.partner/shopify.com/{app}/{name}`.
    private func arnProblems(_ address: String) -> [String] {
        let parts = address.split(separator: ":", omittingEmptySubsequences: false)
        let path = (parts.last ?? "").split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 6, path.count == 5, path[0] == "event-source", path[1] == "aws.partner",
            path[2] == "shopify.com", !path[4].isEmpty
        else { return ["Address is invalid", "Address is not a valid AWS ARN"] }
        guard path[3] == appID else {
            return [
                "Address is invalid",
                "Address is an AWS ARN and includes api_client_id '\(path[3])' instead of '\(appID)'",
            ]
        }
        return []
    }
}
