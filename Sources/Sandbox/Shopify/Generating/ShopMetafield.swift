/// A metafield of a record of the simulated shop.
package struct ShopMetafield: Sendable, Equatable {
    package let id: Int64
    package let namespace: String
    package let key: String
    /// Such as `single_line_text_field`, `number_integer`, `list.single_line_text_field`, `money`.
    package let type: String
    /// As Shopify writes it: numbers as text, lists and objects as JSON.
    package let value: String
}

extension SimulatedShop {
    /// Sets a metafield, or removes it where there is no value.
    ///
    /// Nothing is delivered and no time of the record moves: metafields change without news.
    package mutating func setMetafield(
        _ namespace: String,
        _ key: String,
        ofCustomer id: Int64,
        to value: String?,
        type: String = "single_line_text_field"
    ) {
        guard var customer = live(id) else { return }
        customer.metafields.removeAll { $0.namespace == namespace && $0.key == key }
        if let value {
            customer.metafields.append(
                ShopMetafield(id: newID(), namespace: namespace, key: key, type: type, value: value)
            )
        }
        customers[id] = customer
    }

    /// The same of an order.
    package mutating func setMetafield(
        _ namespace: String,
        _ key: String,
        ofOrder id: Int64,
        to value: String?,
        type: String = "single_line_text_field"
    ) {
        guard var order = liveOrder(id) else { return }
        order.metafields.removeAll { $0.namespace == namespace && $0.key == key }
        if let value {
            order.metafields.append(
                ShopMetafield(id: newID(), namespace: namespace, key: key, type: type, value: value)
            )
        }
        orders[id] = order
    }
}
