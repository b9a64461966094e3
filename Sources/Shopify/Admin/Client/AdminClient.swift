import FoundationEssentials
package import Outbound
package import SyncModel

/// Asks one store's GraphQL endpoint: paced, authorised, each answer classified.
///
/// A throttled call waits and is made again; a refused token is renewed once. Other faults are the caller's to repeat.
package struct AdminClient: Sendable {
    package let settings: AdminSettings
    let transport: any OutboundTransport
    let clock: any WallClock
    let watch: AdminWatch
    let observe: AdminObserver
    private let credential: any AdminCredential
    private let pacer: AdminPacer

    /// A call that is throttled this often in a row is given back to the caller, who has its own patience.
    private static let mostThrottled = 6

    package init(
        settings: AdminSettings,
        credential: any AdminCredential,
        pacer: AdminPacer,
        transport: any OutboundTransport,
        clock: any WallClock,
        observe: @escaping AdminObserver = { _ in }
    ) {
        self.settings = settings
        self.credential = credential
        self.pacer = pacer
        self.transport = transport
        self.clock = clock
        self.observe = observe
        watch = AdminWatch(asked: settings.version, observe: observe)
    }

    /// Sends a document and reads its answer's data.
    func ask<Content: Decodable & Sendable>(
        _ document: AdminDocument,
        _ variables: [String: GraphQLValue] = [:],
        origin: Origin = .live,
        as type: Content.Type
    ) async throws(ReadFault) -> Content {
        let body = try encode(document, variables)
        var token = try await credential.token()
        var hasRenewed = false
        var throttled = 0
        while true {
            do throws(ReadFault) {
                return try await once(document, body, token, origin, as: type)
            } catch  where error.code == .unauthorized && !hasRenewed {
                guard let other = try await credential.token(after: token) else { throw error }
                token = other
                hasRenewed = true
            } catch  where error.code == .throttled && throttled < Self.mostThrottled {
                // The pacer keeps everybody, this call too, waiting for as long as it takes.
                throttled += 1
            }
        }
    }

    private func once<Content: Decodable & Sendable>(
        _ document: AdminDocument,
        _ body: [UInt8],
        _ token: Secret,
        _ origin: Origin,
        as type: Content.Type
    ) async throws(ReadFault) -> Content {
        let reservation: AdminPacer.Reservation
        do {
            reservation = try await pacer.admit(document.name, origin: origin)
        } catch {
            throw ReadFault(.stopped, .retry, message: "stopped before the call")
        }
        let response: OutboundResponse
        let sentAt = clock.now
        do {
            response = try await transport.send(request(document, body, token))
        } catch {
            pacer.settle(reservation, cost: nil)
            throw AdminFaults.fault(error)
        }
        watch.hear(response, sentAt: sentAt, answeredAt: clock.now)
        watch.look(at: response, of: document.name)
        let (answer, fault) = read(response, as: type)
        if let status = answer?.cost?.status { observe(.points(status)) }
        if let fault, case .wait(let wait) = fault.disposition {
            let spread = pacer.refused(reservation, cost: answer?.cost, wait: wait)
            observe(.throttled(document: document.name, wait: spread))
        } else {
            pacer.settle(reservation, cost: answer?.cost)
        }
        if let fault { throw fault }
        guard let data = answer?.data else {
            throw AdminFaults.unreadable("neither data nor errors", requestID: response.header("x-request-id"))
        }
        return data
    }

    private func read<Content: Decodable & Sendable>(
        _ response: OutboundResponse,
        as type: Content.Type
    ) -> (AdminAnswer<Content>?, ReadFault?) {
        guard response.status == 200 else { return (nil, AdminFaults.fault(response)) }
        let requestID = response.header("x-request-id")
        if let excess = JSONBounds.excess(in: response.body) {
            return (nil, AdminFaults.unreadable("it \(excess)", requestID: requestID))
        }
        do {
            let answer = try JSONDecoder().decode(AdminAnswer<Content>.self, from: Data(response.body))
            guard answer.errors.isEmpty else { return (answer, AdminFaults.fault(answer.errors, requestID: requestID)) }
            return (answer, nil)
        } catch {
            return (nil, AdminFaults.unreadable(error, requestID: requestID))
        }
    }

    private func request(_ document: AdminDocument, _ body: [UInt8], _ token: Secret) -> OutboundRequest {
        var request = OutboundRequest(
            system: "shopify",
            method: .post,
            url: "\(settings.baseURL)/admin/api/\(settings.version)/graphql.json",
            headers: [
                ("Content-Type", "application/json"), ("Accept", "application/json"),
                ("X-Shopify-Access-Token", token.reveal()),
            ],
            body: body,
            deadline: .seconds(60)
        )
        request.operation = document.name
        return request
    }

    private struct Body: Encodable {
        var query: String
        var variables: [String: GraphQLValue]
    }

    private func encode(_ document: AdminDocument, _ variables: [String: GraphQLValue]) throws(ReadFault) -> [UInt8] {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return Array(try encoder.encode(Body(query: document.text, variables: variables)))
        } catch {
            throw ReadFault(.invalidRequest, .refuse, message: "the request could not be written as JSON")
        }
    }
}
