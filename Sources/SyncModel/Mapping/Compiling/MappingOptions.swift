/// What the compiler is told of the destination that a mapping is for.
package struct MappingOptions: Sendable {
    /// The CRM field of our external id per kind, where the connector takes no other: a document may only repeat it.
    package var externalIDs: [RecordKind: String]
    /// The same for line items.
    package var lineExternalID: String?
    /// The objects that the connector knows per kind; empty where any name will do.
    package var objects: [RecordKind: [String]]
    /// The CRM's own fields per kind, where they are known: names, types and choices are then checked too.
    package var schemas: [RecordKind: CRMSchema]
    /// Fields whose values the connector turns into the account's own, such as stages and pipelines by label: their
    /// values are not checked against the CRM's choices.
    package var resolvedFields: Set<String>
    /// Fields that an account may lack without harm, such as the currency where it has only one: the connector leaves
    /// them out then.
    package var optionalFields: Set<String>
    /// Whether line items are records of their own, so that the document must say what goes into them.
    package var needsLines: Bool
    /// The command that prints a mapping for the destination's objects; `nil` where none ships.
    package var shipped: String?
    /// What is passed on of consent to e-mail marketing, beside what the document says; nothing where the CRM has no
    /// place for it.
    package var emailConsent = ConsentPolicy.off

    package init(
        externalIDs: [RecordKind: String] = [:],
        lineExternalID: String? = nil,
        objects: [RecordKind: [String]] = [:],
        schemas: [RecordKind: CRMSchema] = [:],
        resolvedFields: Set<String> = [],
        optionalFields: Set<String> = [],
        needsLines: Bool = false
    ) {
        self.externalIDs = externalIDs
        self.lineExternalID = lineExternalID
        self.objects = objects
        self.schemas = schemas
        self.resolvedFields = resolvedFields
        self.optionalFields = optionalFields
        self.needsLines = needsLines
    }
}
