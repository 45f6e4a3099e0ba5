package com.example.culvert.hmac;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "HMAC tokens", description = "Lets in tokens that are signed with a key")
@interface HmacConfig {

    @AttributeDefinition(name = "Name", description = "What operators see")
    String name() default "hmac";

    @AttributeDefinition(name = "Ranking", description = "The authenticator with the highest is asked first")
    int ranking() default 50;

    @AttributeDefinition(
            name = "Key",
            description = "The key, or file:NAME or env:NAME where it is to be found (in files: .key)",
            type = AttributeType.PASSWORD)
    String _key() default "";
}
