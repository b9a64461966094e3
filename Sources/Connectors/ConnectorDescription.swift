package import SyncModel

/// What a destination's `definition:` says, as far as others than its connector need to know.
package struct ConnectorDescription: Sendable {
    /// The mapping that comes with it, unless the destination names one.
    package var mapping: DocumentNode?
    /// What every mapping to it is checked by.
    package var options: MappingOptions
    /// Calls allowed, by the connector's bucket names; none for `default` leaves that to the destination.
    package var quotas: [String: CallQuota]
    package var credentials: [ConnectorDescriptor.Credential]
    package var baseURL: String?
    /// The base URLs of all that may be called with these credentials beside `base_url`.
    package var addresses: @Sendable (_ credentials: [String: Secret]) -> [String]
    /// What does not fit between the description and a mapping.
    package var check: @Sendable (CompiledMapping) -> [DocumentProblem]

    package init(
        mapping: DocumentNode?,
        options: MappingOptions,
        quotas: [String: CallQuota],
        credentials: [ConnectorDescriptor.Credential],
        baseURL: String?,
        addresses: @escaping @Sendable (_ credentials: [String: Secret]) -> [String],
        check: @escaping @Sendable (CompiledMapping) -> [DocumentProblem]
    ) {
        self.mapping = mapping
        self.options = options
        self.quotas = quotas
        self.credentials = credentials
        self.baseURL = baseURL
        self.addresses = addresses
        self.check = check
    }
}
