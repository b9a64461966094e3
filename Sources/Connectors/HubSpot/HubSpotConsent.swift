import Outbound
import SyncModel

/// Tells HubSpot's preferences what people said about marketing by e-mail: they are kept by address, not in the contact.
///
/// Each address costs a call, or three where consent was given: HubSpot's own word is read first, and a newer one stands. A
/// repeated call changes nothing. What HubSpot does not let us do is a warning, since the contact itself is written; where a
/// person can mend that, it is not remembered as told, so that it is told later.
struct HubSpotConsent: Sendable {
    /// What became of one consent.
    enum End: Sendable {
        case told(warning: String?)
        /// HubSpot was not told, for a reason that a person can mend.
        case untold(warning: String)
        case failed(DeliveryFault)
    }

    /// What HubSpot's word on a consent can be.
    private enum Status: String, Encodable, Sendable {
        case subscribed = "SUBSCRIBED"
        case unsubscribed = "UNSUBSCRIBED"
    }

    private struct Change: Encodable, Sendable {
        var subscriptionId: Int64
        var statusState: Status
        var legalBasis = "CONSENT_WITH_NOTICE"
        var legalBasisExplanation: String
        var channel = "EMAIL"
    }

    /// Calls under way at once; the pacer holds them back where that is too many.
    private static let callsAtOnce = 8

    let client: HubSpotClient

    /// Tells them all; one end for each, in the order given.
    func run(_ consents: [(consent: MappedConsent, origin: Origin)]) async -> [End] {
        var ends: [End] = []
        var rest = consents[...]
        while !rest.isEmpty {
            if case .failed(let fault)? = ends.last, fault.isOfTheDestination {
                // The next call would meet the same.
                ends += rest.map { _ in .failed(fault) }
                break
            }
            let chunk = rest.prefix(Self.callsAtOnce)
            rest = rest.dropFirst(Self.callsAtOnce)
            ends += await withTaskGroup(of: (Int, End).self) { group in
                for (index, item) in chunk.enumerated() {
                    group.addTask { (index, await tell(item.consent, item.origin)) }
                }
                var ends: [Int: End] = [:]
                for await (index, end) in group { ends[index] = end }
                return chunk.indices.enumerated().map { place, _ in ends[place] ?? .told(warning: nil) }
            }
        }
        return ends
    }

    private func tell(_ consent: MappedConsent, _ origin: Origin) async -> End {
        if let warning = await client.account.consentRefusal { return .untold(warning: warning) }
        do {
            return try await consent.isGiven ? give(consent, origin) : withdraw(consent, origin)
        } catch {
            return await end(error)
        }
    }

    private func withdraw(_ consent: MappedConsent, _ origin: Origin) async throws(HubSpotRefusal) -> End {
        if let name = client.settings.consent.subscription {
            return try await set(.unsubscribed, consent, named: name, origin)
        }
        _ = try await client.send(
            .init(
                method: .post,
                path: client.preferences("statuses/\(FormText.encode(consent.address))/unsubscribe-all?channel=EMAIL"),
                origin: origin,
                isWrite: true
            )
        )
        return .told(warning: nil)
    }

    /// Raises what HubSpot has, unless its own word is as new.
    private func give(_ consent: MappedConsent, _ origin: Origin) async throws(HubSpotRefusal) -> End {
        guard let name = client.settings.consent.subscription else { return .told(warning: nil) }
        let address = FormText.encode(consent.address)
        for path in ["statuses/\(address)/unsubscribe-all?channel=EMAIL", "statuses/\(address)?channel=EMAIL"] {
            let call = HubSpotClient.Call(method: .get, path: client.preferences(path), origin: origin)
            let held = try await client.answer(call, as: HubSpotList<HubSpotConsentStatus>.self).results
            let id = try await client.account.subscription(named: name, client)?.id
            for status in held where status.status == Status.unsubscribed.rawValue {
                guard status.subscriptionId == nil || status.subscriptionId.map(String.init) == id else { continue }
                guard let own = consent.at, let theirs = Timestamp(status.timestamp), theirs.instant < own else {
                    return .told(warning: "e-mail consent: withdrawn in HubSpot since, so it stays withdrawn")
                }
            }
        }
        return try await set(.subscribed, consent, named: name, origin)
    }

    private func set(
        _ status: Status,
        _ consent: MappedConsent,
        named name: String,
        _ origin: Origin
    ) async throws(HubSpotRefusal) -> End {
        guard let subscription = try await client.account.subscription(named: name, client),
            let id = Int64(subscription.id)
        else { return .untold(warning: "e-mail consent: HubSpot has no subscription type \"\(name)\"") }
        let day = consent.at.map { " on " + Timestamp($0).day } ?? ""
        let change = Change(
            subscriptionId: id,
            statusState: status,
            legalBasisExplanation: (consent.isGiven ? "Given" : "Withdrawn") + " in Shopify\(day)"
        )
        _ = try await client.send(
            .init(
                method: .post,
                path: client.preferences("statuses/\(FormText.encode(consent.address))"),
                body: try client.encode(change),
                origin: origin,
                isWrite: true
            )
        )
        return .told(warning: nil)
    }

    private func end(_ refusal: HubSpotRefusal) async -> End {
        var fault = refusal.fault
        // The contact is written, whatever becomes of this.
        fault.mayBeWritten = true
        switch fault.code {
        case .missingScope, .refused, .gone:
            let words = "e-mail consent: not passed on: \(fault.message)"
            if fault.code == .missingScope { await client.account.refuseConsents(words) }
            return .untold(warning: words)
        default: break
        }
        switch fault.disposition {
        case .park, .bisect: return .told(warning: "e-mail consent: not passed on: \(fault.message)")
        case .retry, .wait, .pause: return .failed(fault)
        }
    }
}

/// HubSpot's word on one address: for a subscription, or for all e-mail.
struct HubSpotConsentStatus: Decodable, Sendable {
    var subscriptionId: Int64?
    var status: String
    var timestamp: String
}

/// A kind of e-mail that people can subscribe to.
struct HubSpotSubscription: Decodable, Sendable {
    var id: String
    var name: String
    var isActive: Bool?
}
