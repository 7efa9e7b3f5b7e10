import numpy
from onnx import numpy_helper


class Graph:
    """The nodes of a model by what they make and use, kept true while they are replaced.

    The model itself changes with finish(), which also leaves out what no output needs.
    """

    def __init__(self, model):
        self.model = model
        self.nodes = list(model.graph.node)
        self.initializers = {tensor.name: tensor for tensor in model.graph.initializer}
        self.producers = {}
        self.users = {}
        for node in self.nodes:
            self._index(node)

    def _index(self, node):
        for name in node.output:
            self.producers[name] = node
        for name in node.input:
            self.users.setdefault(name, []).append(node)

    def producer(self, name):
        return self.producers.get(name)

    def only_user(self, name):
        users = self.users.get(name, [])
        return users[0] if len(users) == 1 else None

    def array(self, name):
        """The value of a constant; None when the name is not one."""
        if name in self.initializers:
            return numpy_helper.to_array(self.initializers[name])
        node = self.producers.get(name)
        if node is not None and node.op_type == "Constant":
            return numpy_helper.to_array(node.attribute[0].t)
        return None

    def add_initializer(self, name, array):
        self.initializers[name] = numpy_helper.from_array(numpy.array(array, order="C"), name)
        return name

    def replace(self, node, *replacements):
        """Puts nodes in the place of another."""
        place = next(i for i, other in enumerate(self.nodes) if other is node)
        for name in node.output:
            self.producers.pop(name, None)
        for name in set(node.input):
            self.users[name] = [user for user in self.users[name] if user is not node]
        self.nodes[place : place + 1] = replacements
        for replacement in replacements:
            self._index(replacement)

    def finish(self):
        needed = {output.name for output in self.model.graph.output}
        kept = []
        for node in reversed(self.nodes):
            if needed.intersection(node.output):
                needed.update(node.input)
                kept.append(node)
        kept.reverse()
        graph = self.model.graph
        weights = [tensor for name, tensor in self.initializers.items() if name in needed]
        # The lists of the model own what is in them: copies go in before they are emptied.
        kept = [_copy(node) for node in kept]
        weights = [_copy(tensor) for tensor in weights]
        del graph.node[:]
        graph.node.extend(kept)
        del graph.initializer[:]
        graph.initializer.extend(weights)
        # What the values in between were is stated only while it is known to be so.
        del graph.value_info[:]


def _copy(message):
    copied = type(message)()
    copied.CopyFrom(message)
    return copied
