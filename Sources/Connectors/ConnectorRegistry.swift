/// Every connector there is.
///
/// A new CRM is one folder beside this file and one line here; the order is the listing order.
package enum ConnectorRegistry {
    package static let descriptors: [ConnectorDescriptor] = [
        HubSpotConnector.descriptor,
        SalesforceConnector.descriptor,
        ZohoConnector.descriptor,
        RESTConnector.descriptor,
    ]

    /// The connector for a destination's `type:`; `nil` for an unknown one.
    package static func descriptor(_ type: String) -> ConnectorDescriptor? {
        descriptors.first { $0.type == type }
    }
}
