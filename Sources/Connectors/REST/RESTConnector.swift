package import SyncModel

/// Any CRM with a JSON API, as a user describes it.
///
/// Records are written one by one, or in batches where the description has them; where the CRM has no upsert, each is
/// looked for by our external id before it is made.
package struct RESTConnector: CRMConnector {
    let client: RESTClient
    private let mappedFields: [RecordKind: [String]]

    /// - Parameters:
    ///   - description: where and how the CRM is called.
    ///   - settings: what the destination says; its credentials fill the description's placeholders.
    /// - Throws: what the destination lacks.
    package init(_ description: RESTDescription, _ settings: ConnectorSettings) throws(ConnectorSettings.Mistake) {
        guard let baseURL = settings.baseURL ?? description.baseURL else {
            throw .init(key: "base_url", message: "is needed: the description names no address of its own")
        }
        for credential in description.credentials where credential.isRequired {
            guard settings.credentials[credential.name]?.isEmpty == false else {
                throw .init(key: "credentials.\(credential.name)", message: "is needed: \(credential.explanation)")
            }
        }
        if settings.account != nil, description.probe?.account == nil {
            throw .init(key: "account", message: "the description's probe does not say where the account is named")
        }
        mappedFields = settings.mappedFields
        client = RESTClient(
            description: description,
            baseURL: baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL,
            credentials: settings.credentials,
            transport: settings.transport,
            pacer: settings.pacer,
            tokens: RESTTokens(
                shelf: settings.shelf,
                destination: settings.destination,
                credentials: settings.credentials,
                clock: settings.clock
            ),
            clock: settings.clock,
            account: RESTAccount(pinned: settings.account),
            fieldKeys: RESTFieldKeys(fields: settings.ownFields)
        )
    }

    /// Single calls make a pass long: it takes few records, so that the first of them need not wait for the last.
    package var capabilities: ConnectorCapabilities {
        // Of a kind that the description leaves out, too: its records are taken to be skipped, and would wait for ever else.
        let limits = RecordKind.allCases.map { kind in
            guard let object = client.description.objects[kind] else { return (kind, 400) }
            let size = [object.create, object.update, object.upsert].compactMap { $0?.batch?.size }.max() ?? 0
            return (kind, max(20, min(size * 2, 400)))
        }
        return ConnectorCapabilities(
            claimLimit: Dictionary(uniqueKeysWithValues: limits),
            concurrency: client.description.limits.concurrency,
            createsAnew: Set(client.description.objects.filter(\.value.createsAnew).keys),
            addressField: client.description.objects[.customer]?.emailField,
            emptiesParents: client.description.objects[.order]?.namesParentInChanges ?? false
        )
    }

    package func upsert(_ records: [CRMUpsert], kind: RecordKind) async throws(DeliveryFault) -> [UpsertOutcome] {
        var writer = RESTWriter(client: client, object: try object(kind), kind: kind)
        return try await writer.run(records)
    }

    package func read(
        _ ids: [String],
        kind: RecordKind,
        fields: [String]
    ) async throws(DeliveryFault) -> [CRMSnapshot] {
        let finder = try finder(kind)
        var snapshots: [CRMSnapshot] = []
        do throws(RESTRefusal) {
            for id in ids {
                if let snapshot = try await finder.record(id, fields: fields) { snapshots.append(snapshot) }
            }
        } catch {
            throw error.fault
        }
        return snapshots
    }

    package func find(externalIDs: [String], kind: RecordKind) async throws(DeliveryFault) -> [String: CRMSnapshot] {
        let finder = try finder(kind)
        var found: [String: CRMSnapshot] = [:]
        do throws(RESTRefusal) {
            for id in externalIDs { found[id] = try await finder.record(externalID: id) }
        } catch {
            throw error.fault
        }
        return found
    }

    package func find(emails: [String]) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        guard client.description.objects[.customer] != nil else { return [:] }
        let finder = try finder(.customer)
        var found: [String: [CRMSnapshot]] = [:]
        do throws(RESTRefusal) {
            for email in Set(emails.compactMap(EmailAddress.folded)).sorted() {
                let people = try await finder.people(email)
                if !people.isEmpty { found[email] = people }
            }
        } catch {
            throw error.fault
        }
        return found
    }

    package func find(
        field: String,
        values: [String],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [String: [CRMSnapshot]] {
        let finder = try finder(kind)
        var found: [String: [CRMSnapshot]] = [:]
        do throws(RESTRefusal) {
            for value in values {
                let records = try await finder.records(where: field, is: value)
                if !records.isEmpty { found[value] = Array(records.prefix(Self.keptRecords)) }
            }
        } catch {
            throw error.fault
        }
        return found
    }

    package func merge(contact: String, into survivor: String) async throws(DeliveryFault) -> ContactMerging {
        .unsupported
    }

    package func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool {
        let erasure = RESTErasure(client: client, object: try object(removal.kind), kind: removal.kind)
        do {
            return try await erasure.remove(removal.crmID)
        } catch {
            throw error.fault
        }
    }

    package func erase(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome {
        let run = RESTErasure(client: client, object: try object(erasure.kind), kind: erasure.kind)
        do {
            return try await run.run(erasure)
        } catch {
            throw error.fault
        }
    }

    package func check() async throws(DeliveryFault) -> [Finding] {
        await RESTInspection(client: client).run()
    }

    package func prepare() async throws(DeliveryFault) -> [Finding] {
        do throws(RESTRefusal) {
            var findings: [Finding] = []
            for kind in RecordKind.allCases { findings += try await client.fieldKeys.prepare(kind, client) }
            return findings + RESTInspection(client: client).needs
        } catch {
            throw error.fault
        }
    }

    package func schema(_ kind: RecordKind) async throws(DeliveryFault) -> CRMSchema {
        let names = mappedFields[kind] ?? []
        // Neither the description nor the mapping speaks of it: there is nothing to find fault with.
        guard client.description.objects[kind] != nil || !names.isEmpty else {
            return CRMSchema(object: "", fields: [:])
        }
        return CRMSchema(
            object: try object(kind).name,
            // The API of a CRM of which nothing is known cannot be asked for its fields: those of the mapping are taken for
            // there, and what the CRM does not know it refuses.
            fields: Dictionary(names.map { ($0, .init(type: "any")) }) { first, _ in first }
        )
    }

    func object(_ kind: RecordKind) throws(DeliveryFault) -> RESTObject {
        if let object = client.description.objects[kind] { return object }
        throw DeliveryFault(
            .refused,
            .pause(.kind(kind)),
            message: "The description of this CRM says nothing of a \(kind.rawValue): leave it out of the mapping."
        )
    }

    func finder(_ kind: RecordKind) throws(DeliveryFault) -> RESTFinder {
        RESTFinder(client: client, object: try object(kind), kind: kind)
    }

    /// More records with one value than these tell nobody which is meant.
    private static let keptRecords = 24
}
