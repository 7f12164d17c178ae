// The keys of the examples in the standards, and some that nobody may use. None is a secret.
#pragma once

#include <string_view>

namespace socle::test {

// RFC 7515, appendix A.2: RSA of 2048 bits.
inline constexpr std::string_view rsa_private =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCh+BYK4uPJtGXO\n"
    "jS1lYmM2K5J9vinh8CR3/BYlzJChNuOL2TSXxbbqY913EeZ8dCn5VrD7io8ImtxL\n"
    "aYk8wTM/U+3QGbh3hCUv7JFP5IV3aVlL6kKA0ywPVb9ilE8TA5a8bpvfbr3SvaNn\n"
    "juygxmj3AbONv/s4yDQs4v5tJ/reSlpIdJed1LnPmt7Ex1sFhSwsD174pcF1A5L5\n"
    "ROjtZMEQxrZHYJqkeDrrnGya11UxMFBji4NmXG9veoKjlnAqH2QbgtPr8jkiGUkf\n"
    "toaHLFcW9Qr4NY2ai50Xw0Byj3+H2JoY2PyrZ62EWQwuz3WTOTY8BwNNb2BvniHg\n"
    "VFbK5emhAgMBAAECggEAEq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyW\n"
    "PEAeP88vLNO97IjlA7/GQ5sLKMgvfTeXZx9SE+7YwVol2NXOoAJe46sui395IW/G\n"
    "O+pWJ1O0BkTGoVEn2bKVRUCgu+GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzj\n"
    "kn439X0M/V51gfpRLI9JYanrC4D4qAdGcopV/0ZHHzQlBjudU2QvXt4ehNYTCBr6\n"
    "XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl/x/jTj3ccPDVZFD9pIuhLhBOneufuBiB\n"
    "4cS98l2SR/RQyGWSeWjnczT0QU91p1DhOVRuOopznQKBgQDgHMQQ60imZV1URk0K\n"
    "pLttoLhyt3SmqdEf/kgHePDdtzEafpAu+cS191R2JiuoF2yzWXnwFDcqGigp5BNr\n"
    "0AHQfD8/Lk8l1Mk09jxxCfui5nYooNyac8YFjm3vItzVCVDnEd3BbVWG8qf6deqE\n"
    "lMGAg+C2V0L4oNXnP7LZcPAZRwKBgQC5A8R+CZW2MvRTLLHzwZkUXV866cff7tx6\n"
    "kqa0finGG0KgeqlaZPxgCZnFp7AeAcCMtiynVlJ7vMVgePsLq6XtON4tB5kP9jAP\n"
    "rq3rbAOal78eUH5OcED6eNuCV8ixEu1eWcPNCS/l1OW1EnXUEoEHKl54Xrrz2uNw\n"
    "kgMTP1FZ1wKBgAcCn1dwJKufzBWQxWQp1vsM5fggqPN1qGb5y0MAk3g7/Ls5bkUp\n"
    "5u9SN0Ai3Ya6hNnvWJMb7sXQX6U/zyO2M/hTip7tUeh7CXgwo59dkpN75gJLVds2\n"
    "9+DAncu3KXU4f2Fa+7bLNrur53k8KwPOq2bbuTG69QtV7Jr5MR0AHWKNAoGBAIf/\n"
    "evpitUf+4JYbLpvNXWcY052Mpz22aR84mY3nh3F2LF2mjMJDpTg7FmuyPcVw6EcG\n"
    "yoAe9fa65iNqCq+jdw6PVNGo2hxfjSiZ8IIzHdsPXI89//pMjZcQK9r+CCoRjaZj\n"
    "OYiIDktVWZzmevJuv6WywUqd57LE3Zar3dLSIkx1AoGAIYd7DHOhrWvxkwPQsRM2\n"
    "tOgrjbcrfvtQJipd+DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd/QJQ3\n"
    "ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp/gh6A56\n"
    "03k2+ZQwVK0JKSHuLFkuQ3U=\n"
    "-----END PRIVATE KEY-----\n";

inline constexpr std::string_view rsa_public =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJj\n"
    "NiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEz\n"
    "P1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo\n"
    "9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTB\n"
    "EMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxX\n"
    "FvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXp\n"
    "oQIDAQAB\n"
    "-----END PUBLIC KEY-----\n";

// RFC 8037, appendix A.1: Ed25519.
inline constexpr std::string_view ed25519_private =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

inline constexpr std::string_view ed25519_public =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
    "-----END PUBLIC KEY-----\n";

// The same behind the passphrase "x".
inline constexpr std::string_view ed25519_encrypted =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
    "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgzt2QTZ24ikQICCAAw\n"
    "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEEMAilaxA9i6SHpnLTmZyqRkEQJdi\n"
    "8tdluhWbf+EaEa2pZL6gG7z1b1bItfUXj4T8GkUaA/A1RbKngAbvppETUGlaN2Dw\n"
    "aQplhVdiMY7GMsrZ+w4=\n"
    "-----END ENCRYPTED PRIVATE KEY-----\n";

inline constexpr std::string_view rsa_of_1024_bits =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIICdQIBADANBgkqhkiG9w0BAQEFAASCAl8wggJbAgEAAoGBAMbkcLvqETX3Z36E\n"
    "ZgCKLd3tUdA0/bifkfpds4T14lNi0TLsp09iwDLDFoNtLWGxzfO0E5dSaj+CuouO\n"
    "XlFyX65tZY+8MmqwZYWqpECSl0dDKLtPeP7lW71nxh707guyGA/pgakN89+AjmWL\n"
    "vyvv6GQJEv8EkzRl6f65FoaEH7dBAgMBAAECgYAGUxVSpGrPsIJV/5fOxJYYzIch\n"
    "e83lpQ1bTMd8nuUHicjlOalIWPeLpbB9lWcwCBtoeH12/mPqiRmtfmV5aY2pS+O5\n"
    "4aFNx+ofZFSx5oTbGnRP0HKXPzgCtL7CShRMSk/8Ev8Oq/Uc1wN6tQ0ICqY5Mw58\n"
    "v6q1o6Nvkb0jvAAekQJBAPRonluyNc413Ye+88my+RzcfGdAXZ6olJn3VF7Rjq66\n"
    "/DtDVOqqiwGbyLVEiqdyOjbZR+zYUgkDJgTIL4JgHy8CQQDQUzSG7VyIxR3DEb1n\n"
    "Q24sRBrxwMZlvzT+w5vNzw2k/PfMUsLQw5TZUbnDWRVIrLkkUk6ov6MuFxjttVhX\n"
    "Q3SPAkBatkmwNuCJfKyQKWtKPUcAU0VI/TbCIEenLYj++EBA0d20ETV/M3UMT8ma\n"
    "nanopBi/Kr3rRg6MkcKWm8YmWY65AkAB/JkmpELapw6Wmqe0wWbekzOylIUP2Vf3\n"
    "CgSFXPEjXqo6T5u+A+96dxYPb90NGWCWoRZQ86rpuJyrP6x9AI6vAkBJUPAT5h50\n"
    "AvqCXXuVIX2Fb2tR6Lo0IlqIchH3H13eTgsrW1HeNcYMAsh1AOVL78d/BIjDO8fR\n"
    "9IeG0Ch0jWIa\n"
    "-----END PRIVATE KEY-----\n";

inline constexpr std::string_view p256_private =
    "-----BEGIN PRIVATE KEY-----\n"
    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPKN9uEnhv7oXKJ0H\n"
    "0CW6lZ1rqLrBGv45BRH+vzuKfKWhRANCAASnF1TBzdyNuPBiuf0G4frxP2LX9HKK\n"
    "nRb4sNyDYqU2e1zITJKKBrxB5N7XhfCnocX+bZFQ/Mnq8An8E39e/N7B\n"
    "-----END PRIVATE KEY-----\n";

}  // namespace socle::test
