"""Prepared statements over libpq itself: a driver in Python would cost more than what it measures."""
import ctypes
import ctypes.util

_pq = ctypes.CDLL(ctypes.util.find_library("pq") or "libpq.so.5")
for _name in ("PQconnectdb", "PQprepare", "PQexecPrepared", "PQexec"):
    getattr(_pq, _name).restype = ctypes.c_void_p
for _name in ("PQgetvalue", "PQerrorMessage", "PQresultErrorMessage"):
    getattr(_pq, _name).restype = ctypes.c_char_p
_TUPLES, _COMMAND = 2, 1


class Refused(Exception):
    """The server's words."""


class Session:
    """One connection; everything is text, None is NULL."""

    def __init__(self, target):
        self._connection = ctypes.c_void_p(_pq.PQconnectdb(target.encode()))
        if _pq.PQstatus(self._connection) != 0:
            raise Refused(_pq.PQerrorMessage(self._connection).decode())
        self.pid = _pq.PQbackendPID(self._connection)

    def _rows(self, pointer):
        result = ctypes.c_void_p(pointer)
        try:
            if _pq.PQresultStatus(result) not in (_TUPLES, _COMMAND):
                raise Refused(_pq.PQresultErrorMessage(result).decode())
            columns = range(_pq.PQnfields(result))
            return [[None if _pq.PQgetisnull(result, row, column)
                     else _pq.PQgetvalue(result, row, column).decode() for column in columns]
                    for row in range(_pq.PQntuples(result))]
        finally:
            _pq.PQclear(result)

    def prepare(self, name, statement, types=()):
        """`types` are OIDs; without them the server finds out."""
        self._rows(_pq.PQprepare(self._connection, name.encode(), statement.encode(), len(types),
                                 (ctypes.c_uint * len(types))(*types)))

    def run(self, name, *values):
        """The rows of a prepared statement."""
        texts = (ctypes.c_char_p * len(values))(
            *[None if value is None else value.encode() for value in values])
        return self._rows(_pq.PQexecPrepared(self._connection, name.encode(), len(values), texts,
                                             None, None, 0))

    def simple(self, statement):
        """The rows of a statement that is sent as it is."""
        return self._rows(_pq.PQexec(self._connection, statement.encode()))
