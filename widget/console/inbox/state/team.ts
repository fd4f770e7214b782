// The team: who is here, in which state, with how many chats; departments.
import { api } from './api';
import type { Member, Person, Team as Whole } from './types';

export class Team {
  people: Member[] = [];
  departments: Whole['departments'] = [];
  /** Who has the console open. */
  online: Person[] = [];
  private asked = 0;

  constructor(private readonly changed: () => void) {}

  /** Asked at the start, and when a menu with people opens: names and departments change seldom. */
  async load(): Promise<void> {
    if (Date.now() - this.asked < 10_000) return;
    this.asked = Date.now();
    try {
      const { people, departments } = await api.team();
      this.people = people;
      this.departments = departments;
      this.here(this.online);
    } catch {
      this.asked = 0;
    }
  }

  /** A presence frame: who is here now. Whoever is not named in it is offline. */
  here(online: Person[]): void {
    this.online = online;
    const states = new Map(online.map((person) => [person.user, person]));
    this.people = this.people.map((member) => {
      const now = states.get(member.id);
      return {
        ...member,
        state: now ? (now.state ?? 'online') : 'offline',
        open: now?.open ?? member.open,
        capacity: now?.capacity ?? member.capacity,
        face: now?.face ?? member.face ?? null,
      };
    });
    this.changed();
  }

  /** A person by id; from presence where the list of people has not come. */
  person(id: string | null | undefined): Member | undefined {
    return id ? this.people.find((member) => member.id === id) : undefined;
  }

  name(id: string): string {
    return this.person(id)?.name ?? this.online.find((one) => one.user === id)?.name ?? '';
  }
}
