"""Reads what strace(1) wrote, and rebuilds from it what the kernel answered for each case.

Where a case begins and ends is told by structure alone. The cases begin after the host was
looked at, which asks netlink for the addresses. A case of n sockets begins with n calls of
socket(2): these are its servers. What is opened while one of them is open is a client, and
the case ends when all its servers are closed.
"""

import re

CALLS = ("socket,setsockopt,getsockopt,bind,listen,getsockname,connect,accept,accept4,"
         "sendto,recvfrom,recvmsg,poll,close,setuid,setresuid")

RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(.*)$")
CALL = re.compile(r"^(\w+)\((.*)\) += (-?\d+)(?: (E[A-Z0-9]+))?")
OPTION = re.compile(r"\d+, \w+, (\w+), \[(-?\d+)\]")
INET = re.compile(r'sa_family=AF_INET, sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)')
INET6 = re.compile(r'sa_family=AF_INET6, sin6_port=htons\((\d+)\).*?inet_pton\(AF_INET6, '
                   r'"([^"]+)".*?sin6_scope_id=(?:if_nametoindex\("([^"]+)"\)|(\d+))')
RIGHTS = re.compile(r"SCM_RIGHTS, cmsg_data=\[(\d+)\]")
ABORT = "SO_LINGER, {l_onoff=1, l_linger=0}"
STEPS = {"SO_REUSEADDR": "reuseaddr", "SO_REUSEPORT": "reuseport", "IPV6_V6ONLY": "v6only"}


class Address:
    """A sockaddr as strace writes it."""

    def __init__(self, family, text, port, zone=None):
        self.family, self.port = family, port
        self.text = text if zone in (None, "0") else text + "%" + zone

    def key(self):
        """Address and port, the same for an IPv4 peer and its mapped form, without zone."""
        text = self.text.split("%")[0]
        return (text[7:] if text.startswith("::ffff:") else text), self.port


class Event:
    """One call that has returned."""

    def __init__(self, pid, name, text, value, error):
        self.pid, self.name, self.text, self.value, self.error = pid, name, text, value, error
        number = text.split(",")[0].strip()
        self.fd = int(number) if number.isdigit() else None

    def __repr__(self):
        return "%s(%s) = %s" % (self.name, self.text, self.error or self.value)

    def address(self):
        """The first sockaddr of IPv4 or IPv6, or None."""
        found = INET.search(self.text)
        if found:
            return Address("AF_INET", found.group(2), int(found.group(1)))
        found = INET6.search(self.text)
        if found:
            port, text, zone, index = found.groups()
            return Address("AF_INET6", text, int(port), zone or index)
        return None

    def option(self):
        """(name, value) of setsockopt(2) or getsockopt(2) of an int, or (None, None)."""
        found = OPTION.match(self.text)
        return (found.group(1), int(found.group(2))) if found else (None, None)

    def data(self):
        """The text sent or received."""
        found = re.match(r'\d+, "([^"]*)"', self.text)
        return found.group(1) if found else None

    def is_probe(self):
        """Whether it makes a socket of ours: those that libc makes may block."""
        return (self.name == "socket" and "SOCK_NONBLOCK" in self.text and
                self.text.startswith(("AF_INET,", "AF_INET6,")))


def read(path):
    """The events of a log of strace -f, in the order in which they ended."""
    events, begun = [], {}
    with open(path, errors="replace") as file:
        for line in file:
            pid, _, text = line.rstrip("\n").partition(" ")
            text = text.lstrip()
            if text.endswith("<unfinished ...>"):
                begun[pid] = text[:-len("<unfinished ...>")]
                continue
            resumed = RESUMED.match(text)
            if resumed:
                text = (begun.pop(pid, "") + resumed.group(1)).replace(",  ", ", ")
            found = CALL.match(text)
            if found:
                name, inside, value, error = found.groups()
                events.append(Event(pid, name, inside, int(value), error))
    return events


class Server:
    """A server socket of a case."""

    def __init__(self, event, uid):
        self.family, self.kind = event.text.split(", ")[:2]
        self.kind = self.kind.split("|")[0]
        self.uid = uid  # None: whoever runs the probe
        self.result = "ok"
        self.code_name = None
        self.before = []  # options set before bind(2)
        self.after = []
        self.bound = None
        self.v6only = None
        self.listening = False
        self.answer("socket", event)

    def answer(self, step, event):
        if event.error and self.result == "ok":
            self.result = "%s:%s" % (step, event.error)

    def take(self, event):
        if event.name == "setsockopt":
            name, value = event.option()
            late = self.bound is not None
            (self.after if late else self.before).append((name, value))
            self.answer(("late-" if late else "") + STEPS.get(name, "?"), event)
        elif event.name == "bind":
            self.bound = event.address()
            self.answer("bind", event)
        elif event.name == "listen":
            self.listening = event.value == 0
            self.answer("listen", event)
        elif event.name == "getsockopt" and event.option()[0] == "IPV6_V6ONLY":
            self.v6only = event.option()[1] != 0


class Client:
    """A client socket of a case."""

    def __init__(self, event):
        self.is_tcp = "SOCK_STREAM" in event.text
        self.aborts = False
        self.is_idle = False  # bound and no more, until a later try
        self.local = self.to = self.sent = None


class Trial:
    """One try of one case, fed with events until it is over."""

    def __init__(self, count, main, idle):
        self.count, self.main = count, main
        self.servers = []
        self.by = {}  # address -> {number of the server: how often}
        self.wrong = []
        self.surprising = False
        self.open = idle  # descriptor -> what it is, in the main process
        self.remote = {}  # (process, descriptor) -> Server
        self.coming = None  # a Server whose descriptor is under way from the helper

    def is_over(self):
        return len(self.servers) == self.count and self.idle() == self.open

    def idle(self):
        """The clients that may be used again in the next trial."""
        return {fd: what for fd, what in self.open.items()
                if isinstance(what, Client) and what.is_idle}

    def take(self, event, uid):
        if event.is_probe():
            self.take_socket(event, uid)
        elif event.pid != self.main:
            server = self.remote.get((event.pid, event.fd))
            if server is not None:
                server.take(event)
        elif event.name == "recvmsg":
            self.take_rights(event)
        elif event.name == "poll" and event.value == 0:
            self.surprising = True
        elif event.name == "close":
            self.take_close(event)
        else:
            self.take_call(event, self.open.get(event.fd))

    def take_socket(self, event, uid):
        if len(self.servers) < self.count:
            what = Server(event, uid)
            self.servers.append(what)
            if event.pid != self.main and event.value >= 0:
                self.remote[event.pid, event.value] = self.coming = what
        else:
            what = Client(event)
        if event.pid == self.main and event.value >= 0:
            self.open[event.value] = what

    def take_rights(self, event):
        found = RIGHTS.search(event.text)
        if found and self.coming is not None:
            self.open[int(found.group(1))] = self.coming
            self.coming = None

    def take_close(self, event):
        what = self.open.pop(event.fd, None)
        if isinstance(what, Client) and what.is_tcp and not what.aborts:
            self.wrong.append("a client was closed without SO_LINGER {1, 0}")

    def take_call(self, event, what):
        if isinstance(what, Server) and event.name.startswith("accept"):
            self.take_connection(event, what)
        elif isinstance(what, Server) and event.name == "recvfrom" and event.value > 0:
            for client in self.clients():
                if client.sent == event.data():
                    self.received(what, client)
        elif isinstance(what, Server):
            what.take(event)
        elif isinstance(what, Client):
            self.take_client(event, what)

    def clients(self):
        return [what for what in self.open.values()
                if isinstance(what, Client) and not what.is_idle]

    def take_connection(self, event, server):
        if event.value < 0:
            return
        peer = event.address()
        for client in self.clients():
            if client.local is not None and client.is_tcp and client.local.key() == peer.key():
                self.received(server, client)
        accepted = Client(event)
        accepted.is_tcp = True
        self.open[event.value] = accepted

    def received(self, server, client):
        number = self.servers.index(server) + 1
        counts = self.by.setdefault(client.to, {})
        counts[number] = counts.get(number, 0) + 1

    def take_client(self, event, client):
        address = event.address()
        if event.name == "setsockopt" and ABORT in event.text:
            client.aborts = True
        elif event.name == "bind":
            client.to = address.text
            self.by.setdefault(client.to, {})
            if address.port != 0:
                self.wrong.append("a client asks for a port: %r" % event)
        elif event.name == "getsockname":
            client.local = address
        elif event.name == "connect" and address is None:
            client.is_idle = event.value == 0 and "AF_UNSPEC" in event.text
        elif event.name == "connect":
            client.is_idle = False
            self.by.setdefault(client.to, {})
            if address.text != client.to:
                self.wrong.append("a client at %s: %r" % (client.to, event))
        elif event.name == "sendto":
            client.sent = event.data()


class Walk:
    """Goes through the events of a run from the first case on."""

    def __init__(self, events):
        self.main = events[0].pid
        self.uid = {}
        self.events = iter(events)
        self.next = None
        self.idle = {}
        self.refused = set()  # targets that refused before, by the type of socket
        for event in self.events:
            if event.name == "socket" and "NETLINK_ROUTE" in event.text:
                break
        self.step()

    def step(self):
        """Goes to the next event; notes the users that processes become."""
        self.next = next(self.events, None)
        if (self.next is not None and self.next.name in ("setuid", "setresuid") and
                self.next.value == 0):
            self.uid[self.next.pid] = int(self.next.text.split(",")[0])

    def to_socket(self):
        while self.next is not None and not self.next.is_probe():
            self.step()

    def trial(self, count):
        """Takes the next try of a case with this many sockets; None at the end."""
        self.to_socket()
        if self.next is None:
            return None
        trial = Trial(count, self.main, self.idle)
        while self.next is not None and not (trial.is_over() and self.next.is_probe()):
            trial.take(self.next, self.uid.get(self.next.pid))
            self.step()
        self.idle = trial.idle()
        return trial
