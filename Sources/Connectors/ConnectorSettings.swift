package import Outbound
package import SyncModel

/// What a destination's configuration says, with what a connector works on; each connector reads its own part of it.
package struct ConnectorSettings: Sendable {
    /// A value that a connector cannot work with: the key below the destination, and what to write instead.
    package struct Mistake: Error, Sendable, Hashable {
        package var key: String
        package var message: String

        package init(key: String, message: String) {
            self.key = key
            self.message = message
        }
    }

    /// The destination's name.
    package var destination: String
    package var credentials: [String: Secret]
    package var baseURL: String?
    package var apiVersion: String?
    /// The account (portal, org) that this destination is pinned to.
    package var account: String?
    package var objects: [String: String]
    /// The description of a CRM that is described by the user.
    package var definition: DocumentNode?
    /// The names of all fields that the mapping fills.
    package var mappedFields: [RecordKind: [String]]
    /// The fields of ours that `setup` makes, by kind of record.
    package var ownFields: [RecordKind: [OwnField]]
    /// The same for line items, where they are records of their own.
    package var ownLineFields: [OwnField]
    /// The values that an order's field can get, by field, where the mapping names all of them.
    package var orderValues: [String: [String]]
    /// What is passed on of consent to marketing, where the CRM keeps consents apart from its records.
    package var consent: ConsentSettings
    /// The account of orders for which no customer's account is there.
    package var orderAccount: FallbackAccount?
    /// Who gets a contact; the engine goes by it, and a connector's check may tell what follows from it.
    package var contacts: ContactRules
    package var transport: any OutboundTransport
    package var pacer: any RequestPacer
    package var clock: any WallClock
    /// Where access tokens are kept that are asked for seldom and used often; one for all connectors of a process.
    package var shelf: CredentialShelf

    package init(
        destination: String = "",
        credentials: [String: Secret],
        baseURL: String? = nil,
        apiVersion: String? = nil,
        account: String? = nil,
        objects: [String: String] = [:],
        definition: DocumentNode? = nil,
        mappedFields: [RecordKind: [String]] = [:],
        ownFields: [RecordKind: [OwnField]] = [:],
        ownLineFields: [OwnField] = [],
        orderValues: [String: [String]] = [:],
        consent: ConsentSettings = ConsentSettings(),
        orderAccount: FallbackAccount? = nil,
        contacts: ContactRules = ContactRules(),
        transport: any OutboundTransport,
        pacer: any RequestPacer,
        clock: any WallClock,
        shelf: CredentialShelf = CredentialShelf()
    ) {
        self.destination = destination
        self.credentials = credentials
        self.baseURL = baseURL
        self.apiVersion = apiVersion
        self.account = account
        self.objects = objects
        self.definition = definition
        self.mappedFields = mappedFields
        self.ownFields = ownFields
        self.ownLineFields = ownLineFields
        self.orderValues = orderValues
        self.consent = consent
        self.orderAccount = orderAccount
        self.contacts = contacts
        self.transport = transport
        self.pacer = pacer
        self.clock = clock
        self.shelf = shelf
    }

    /// The object chosen under `key`; the first of `choices` where nothing is said.
    package func object(_ key: String, of choices: [String]) throws(Mistake) -> String {
        guard let chosen = objects[key] ?? choices.first, choices.contains(chosen) else {
            throw Mistake(key: "objects.\(key)", message: "must be one of \(choices.joined(separator: ", "))")
        }
        return chosen
    }
}
