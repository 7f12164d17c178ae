// Which addresses are of the public internet: a webhook must not reach what only this machine and its
// network can (SSRF).
import net from 'node:net';

const notPublic = new net.BlockList();
for (const [address, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16],
  ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24],
  ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24],
  ['224.0.0.0', 4], ['240.0.0.0', 4],
]) notPublic.addSubnet(address, prefix, 'ipv4');

// Of IPv6 only what is given out, less what holds an IPv4 address or is for documentation.
const given = new net.BlockList();
given.addSubnet('2000::', 3, 'ipv6');
for (const [address, prefix] of [
  ['2001::', 32], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20],
]) notPublic.addSubnet(address, prefix, 'ipv6');

export function isPublic(address) {
  const family = net.isIP(address);
  if (family === 4) return !notPublic.check(address, 'ipv4');
  if (family !== 6) return false;
  const plain = address.split('%')[0];
  return given.check(plain, 'ipv6') && !notPublic.check(plain, 'ipv6');
}
