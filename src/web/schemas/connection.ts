import { z } from 'zod';

/** `GET /api/profiles`. Keys are never among the answers. */
export const storedProfiles = z.strictObject({
  /** The profile that the page uses; null if the credentials come from the environment, or there are none. */
  current: z.string().nullable(),
  /** The credentials come from the environment, which overrides every profile. */
  fromEnvironment: z.boolean(),
  profiles: z.array(z.strictObject({ name: z.string(), baseUrl: z.string(), appId: z.string(), hasKey: z.boolean() })),
});
export type StoredProfiles = z.infer<typeof storedProfiles>;

/** `PUT /api/profiles/:name`: stores credentials; the connection is tested first unless `untested`. */
export const profileRequest = z.strictObject({
  baseUrl: z.string().min(1),
  appId: z.string().min(1),
  /** Left out: the stored key stays. */
  appKey: z.string().min(1).optional(),
  untested: z.boolean().default(false),
});
export type ProfileRequest = z.input<typeof profileRequest>;

/** `POST /api/connection`: uses another profile from now on. */
export const connectionRequest = z.strictObject({ profile: z.string() });

/** `GET /api/doctor` and `POST /api/connection/test`. */
export const doctorReport = z.strictObject({
  healthy: z.boolean(),
  findings: z.array(
    z.strictObject({
      check: z.string(),
      status: z.enum(['ok', 'warning', 'failed', 'unknown']),
      detail: z.string(),
      advice: z.string().nullable(),
    }),
  ),
});
export type DoctorReport = z.infer<typeof doctorReport>;
